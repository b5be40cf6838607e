import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Dataset, openDataset, readArray, specOf } from '../../../sim/dataset/reader.ts';
import { matineeJson } from '../../laws/command.ts';
import { SMALLEST, writeTinyScenario } from '../../laws/tiny-scenario.ts';

type Triple = readonly [number, number, number];
type CameraAttributes = {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly position: Triple;
  readonly focal: number;
  readonly right: Triple;
  readonly up: Triple;
  readonly forward: Triple;
};

const dot = (a: Triple, b: Triple): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** A wide one, one whose picture holds few faces, and one that looks the other way. */
const CAMERAS = [
  '{ name: left, position: [-3, 4, 0], target: [0, 1.2, 5] }',
  '{ name: narrow, position: [1, 4, 0], target: [0.28, 1.35, 6], fieldOfView: 12, width: 640, height: 480 }',
  '{ name: turned, position: [0, 3, 0], target: [0, 3, -9] }',
];

describe('generate --with position,projected', () => {
  let dataset: Dataset;
  let cameras: readonly CameraAttributes[];
  const folder = mkdtempSync(join(tmpdir(), 'matinee-geometry-'));

  beforeAll(async () => {
    writeTinyScenario(folder, SMALLEST);
    const sets = ['--set', `cameras=[${CAMERAS.join(', ')}]`];
    await matineeJson(folder, 'generate', 'tiny.yaml', '-o', 'out', '--with', 'projected,position', ...sets);
    dataset = openDataset(join(folder, 'out'));
    cameras = dataset.attributes.cameras as CameraAttributes[];
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('adds the two arrays, in metres and pixels', () => {
    expect(specOf(dataset, 'landmarks/position')).toMatchObject({ shape: [12, 20, 68, 3], dtype: 'float32' });
    expect(specOf(dataset, 'landmarks/projected')).toMatchObject({ shape: [12, 20, 3, 68, 2], dtype: 'float32' });
    const position = readArray(dataset, 'landmarks/position');
    const pose = readArray(dataset, 'pose');
    for (let entry = 0; entry < 240; entry += 1) {
      for (let l = 0; l < 68; l += 1) {
        const at = (entry * 68 + l) * 3;
        const away = [0, 1, 2].map((axis) => (position[at + axis] as number) - (pose[entry * 6 + axis] as number));
        // A landmark is on a head: within 25 cm of its place.
        expect(Math.hypot(...away)).toBeLessThan(0.25);
      }
      const outerEyes = [0, 1, 2].map(
        (axis) =>
          (position[(entry * 68 + 45) * 3 + axis] as number) - (position[(entry * 68 + 36) * 3 + axis] as number),
      );
      expect(Math.hypot(...outerEyes)).toBeGreaterThan(0.07);
      expect(Math.hypot(...outerEyes)).toBeLessThan(0.13);
    }
  });

  it('gives each camera by its axes, which are at right angles and of length 1', () => {
    expect(cameras.map(({ name }) => name)).toEqual(['left', 'narrow', 'turned']);
    for (const { right, up, forward, focal, width } of cameras) {
      for (const axis of [right, up, forward]) expect(dot(axis, axis)).toBeCloseTo(1, 12);
      for (const [a, b] of [[right, up] as const, [up, forward] as const, [forward, right] as const]) {
        expect(dot(a, b)).toBeCloseTo(0, 12);
      }
      expect(up[1]).toBeGreaterThan(0);
      expect(focal).toBeGreaterThan(width / 4);
    }
  });

  it('agrees with itself: projecting the positions through the cameras gives the pixels, but for the jaw', () => {
    const position = readArray(dataset, 'landmarks/position');
    const projected = readArray(dataset, 'landmarks/projected');
    let compared = 0;
    let worst = 0;
    for (let entry = 0; entry < 240; entry += 1) {
      for (const [c, camera] of cameras.entries()) {
        for (let l = 17; l < 68; l += 1) {
          const from = (entry * 68 + l) * 3;
          const away = [0, 1, 2].map((axis) => (position[from + axis] as number) - (camera.position[axis] as number));
          const point = away as unknown as Triple;
          const depth = dot(camera.forward, point);
          const at = ((entry * cameras.length + c) * 68 + l) * 2;
          if (camera.name === 'turned') {
            expect(depth).toBeLessThan(0);
            expect([projected[at], projected[at + 1]]).toEqual([Number.NaN, Number.NaN]);
            continue;
          }
          const u = camera.width / 2 + (camera.focal * dot(camera.right, point)) / depth;
          const v = camera.height / 2 - (camera.focal * dot(camera.up, point)) / depth;
          const miss = Math.hypot(u - (projected[at] as number), v - (projected[at + 1] as number));
          if (!(miss <= worst)) worst = miss;
          compared += 1;
        }
      }
    }
    expect(compared).toBe(240 * 2 * 51);
    expect(worst).toBeLessThan(0.01);
  });

  it('has every visible landmark inside its picture, and some outside the narrow one', () => {
    const projected = readArray(dataset, 'landmarks/projected');
    const visible = readArray(dataset, 'landmarks/visible');
    const shown = cameras.map(() => 0);
    for (let entry = 0; entry < 240; entry += 1) {
      for (const [c, { width, height }] of cameras.entries()) {
        for (let l = 0; l < 68; l += 1) {
          const byte = visible[(entry * cameras.length + c) * 9 + (l >> 3)] as number;
          if ((byte & (1 << (l & 7))) === 0) continue;
          shown[c] = (shown[c] as number) + 1;
          const at = ((entry * cameras.length + c) * 68 + l) * 2;
          const [u, v] = [projected[at] as number, projected[at + 1] as number];
          expect(u >= -0.01 && u <= width + 0.01 && v >= -0.01 && v <= height + 0.01).toBe(true);
        }
      }
    }
    const [left, narrow, turned] = shown as [number, number, number];
    expect(turned).toBe(0);
    expect(narrow).toBeGreaterThan(0);
    expect(left).toBeGreaterThan(narrow);
  });
});
