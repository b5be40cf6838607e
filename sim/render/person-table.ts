import type { DataTexture } from 'three';
import { floatTexture } from './vertex-table.ts';

/**
 * Texels of one viewer in the person table, four numbers each:
 * 0-2 rows of the head's rotation with its place (m) in the fourth; 3 direction to the lamps in the head frame and their
 * irradiance; 4 albedos of skin, hair, brows, iris; 5 brow density, brow thickness (mm), age, grain; 6 eye's distance
 * from the midline (mm), gaze (tangent to the left, up), pupil's albedo; 7 heights of nose tip, subnasale and mouth line,
 * mouth's width as posed; 8 nose width, forehead height, lower face's height (1 mean), upper lip's albedo against skin;
 * 9 smile, furrow, raised brows, cheeks (AU12, AU4, AU1/2, AU6); 10 beard, style of hair, parting, cloth's albedo;
 * 11-15 ends of the ten detail curves (mm); 16 pattern, collar, ambient irradiance, number + 1; 17 for the body: direction
 * to the lamps in the world times irradiance; 18 widened eyes, lids' closure, teeth's height, cap.
 */
export const PERSON_TEXELS = 19;

/** The values of all viewers for the shaders. */
export type PersonTable = { readonly texture: DataTexture; readonly data: Float32Array };

/** A table for `viewers` viewers. */
export function personTable(viewers: number): PersonTable {
  const texture = floatTexture(PERSON_TEXELS, Math.max(1, viewers));
  return { texture, data: texture.image.data as unknown as Float32Array };
}

/** Writes texel `k` of a viewer. */
export function writeTexel(
  table: PersonTable,
  viewer: number,
  k: number,
  x: number,
  y: number,
  z: number,
  w: number,
): void {
  const at = 4 * (viewer * PERSON_TEXELS + k);
  table.data[at] = x;
  table.data[at + 1] = y;
  table.data[at + 2] = z;
  table.data[at + 3] = w;
}
