import { DoubleSide, FrontSide, GLSL3, type IUniform, RawShaderMaterial } from 'three';

/** What a picture shows: light, who and what is where, depth in m along the camera's axis, normals in the camera frame. */
export const PASS = { light: 0, id: 1, depth: 2, normal: 3 } as const;
export type Pass = keyof typeof PASS;

export type Uniforms = Readonly<Record<string, IUniform>>;

/** One surface's materials, one a pass, compiled when first used. */
export type Look = { of(pass: Pass): RawShaderMaterial; dispose(): void };

/** The materials of a pair of shaders with constants defined in both; uniforms are shared between the passes. */
export function look(
  vertexShader: string,
  fragmentShader: string,
  defines: Readonly<Record<string, number>>,
  uniforms: Uniforms,
  doubleSided = false,
): Look {
  const made = new Map<Pass, RawShaderMaterial>();
  return {
    of(pass) {
      let material = made.get(pass);
      if (material === undefined) {
        material = new RawShaderMaterial({
          glslVersion: GLSL3,
          vertexShader,
          fragmentShader,
          defines: { ...defines, PASS: PASS[pass] },
          uniforms: uniforms as Record<string, IUniform>,
          side: doubleSided ? DoubleSide : FrontSide,
        });
        made.set(pass, material);
      }
      return material;
    },
    dispose() {
      for (const material of made.values()) material.dispose();
    },
  };
}
