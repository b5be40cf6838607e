import { DETAIL_SAMPLES } from '../../face/detail-curves.ts';

/** What every shader begins with. */
export const HEADER = `precision highp float; precision highp int; precision highp sampler2D;
`;

/** Reads a row of a vertex table: position in mm and unit normal (layout: vertex-table.ts). */
export const VERTEX_TABLE = `
uniform sampler2D tVertex;
vec3 unpackNormal(float w) {
  float a = floor(w / 4096.0);
  vec2 o = vec2(a, w - a * 4096.0) / 2047.0 - 1.0;
  vec3 n = vec3(o, 1.0 - abs(o.x) - abs(o.y));
  if (n.z < 0.0) n.xy = (1.0 - abs(n.yx)) * vec2(n.x < 0.0 ? -1.0 : 1.0, n.y < 0.0 ? -1.0 : 1.0);
  return normalize(n);
}
`;

/** Values of one viewer (layout: person-table.ts): `person(k)` in a vertex shader with `viewer` set. */
export const PERSON = `
uniform sampler2D tPerson;
vec4 person(int k, float viewer) { return texelFetch(tPerson, ivec2(k, int(viewer + 0.5)), 0); }
vec3 toWorld(vec4 r0, vec4 r1, vec4 r2, vec3 mm) {
  vec3 p = mm * 0.001;
  return vec3(dot(r0.xyz, p) + r0.w, dot(r1.xyz, p) + r1.w, dot(r2.xyz, p) + r2.w);
}
vec3 turned(vec4 r0, vec4 r1, vec4 r2, vec3 v) { return vec3(dot(r0.xyz, v), dot(r1.xyz, v), dot(r2.xyz, v)); }
vec3 turnedBack(vec4 r0, vec4 r1, vec4 r2, vec3 v) { return r0.xyz * v.x + r1.xyz * v.y + r2.xyz * v.z; }
`;

/** Bells, smooth lattice noise and a hash. */
export const NOISE = `
float bell(float d, float s) { d /= s; return exp(-0.5 * d * d); }
float bell2(vec2 d, vec2 s) { d /= s; return exp(-0.5 * dot(d, d)); }
float hash3(vec3 p) {
  p = fract(p * vec3(0.1031, 0.1030, 0.0973));
  p += dot(p, p.yxz + 33.33);
  return fract((p.x + p.y) * p.z);
}
float noise3(vec3 p) {
  vec3 i = floor(p), f = fract(p);
  f = f * f * (3.0 - 2.0 * f);
  float a = mix(mix(hash3(i), hash3(i + vec3(1, 0, 0)), f.x), mix(hash3(i + vec3(0, 1, 0)), hash3(i + vec3(1, 1, 0)), f.x), f.y);
  i.z += 1.0;
  float b = mix(mix(hash3(i), hash3(i + vec3(1, 0, 0)), f.x), mix(hash3(i + vec3(0, 1, 0)), hash3(i + vec3(1, 1, 0)), f.x), f.y);
  return mix(a, b, f.z);
}
float noise2(vec2 p) {
  vec2 i = floor(p), f = fract(p);
  f = f * f * (3.0 - 2.0 * f);
  return mix(mix(hash3(vec3(i, 7.0)), hash3(vec3(i + vec2(1, 0), 7.0)), f.x), mix(hash3(vec3(i + vec2(0, 1), 7.0)), hash3(vec3(i + vec2(1, 1), 7.0)), f.x), f.y);
}
`;

/** Heights of a face's curves; ends of curve c lie in ends[c / 2], .xy or .zw. */
export const CURVES = `
uniform sampler2D tCurve;
float curveAt(int row, float viewer, float x0, float x1, float x) {
  float u = clamp((x - x0) / (x1 - x0), 0.0, 1.0) * ${DETAIL_SAMPLES - 1}.0;
  int i = min(int(u), ${DETAIL_SAMPLES - 2});
  ivec2 at = ivec2(row * ${DETAIL_SAMPLES} + i, int(viewer + 0.5));
  float a = texelFetch(tCurve, at, 0).r;
  float b = texelFetch(tCurve, at + ivec2(1, 0), 0).r;
  return mix(a, b, u - float(i));
}
float within(float x0, float x1, float x, float w) { return smoothstep(x0 - w, x0 + w, x) * smoothstep(x1 + w, x1 - w, x); }
`;
