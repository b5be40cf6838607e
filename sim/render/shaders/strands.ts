/** Hair: where it grows on the skin mesh, how it shines. Heights in mm of the head frame; `d` mm inside the hairline. */
export const STRANDS = `
// Position along (x) and across (y) the strands, which run down from the crown.
vec2 strand() {
  float across = atan(vP.x, vP.z + 30.0 + 0.001) + 0.06 * sin(vP.y * 0.05 + vLook.w * 20.0);
  return vec2(length(vP - vec3(0.0, 100.0, -40.0)), across * 60.0);
}
// How far inside the hairline of this viewer's cut, mm.
float hairDepth() {
  float d = vPaint.x, ax = abs(vP.x), style = vWear.y;
  if (vPaint.x < -60.0) return -60.0;
  float front = smoothstep(10.0, 40.0, vP.z);
#if DETAIL > 0
  d += front * (9.0 * (noise2(vec2(vP.x * 0.07, vLook.w * 31.0)) - 0.5) + 4.0 * (noise2(vec2(vP.x * 0.5, vP.y * 0.1 + vLook.w * 17.0)) - 0.5));
#endif
  if (style == 0.0) d -= front * 9.0 * bell(ax - 44.0, 13.0);
  if (style == 1.0) d -= front * (20.0 * bell(ax - 34.0, 15.0) + 7.0);
  if (style == 2.0) d = min(d, (34.0 - vP.y) * 0.8) - 4.0;
  // Longer hair falls over the temples from its parting.
  if (style >= 3.0 && style < 5.0) d += front * 15.0 * smoothstep(0.1, 0.8, abs(vP.x / 70.0 - 0.45 * vWear.z));
  if (style == 5.0) d -= front * 3.0;
  return d;
}
float hairTone(float seed) {
  vec2 s = strand();
  float fine = 0.5;
#if DETAIL > 0
  fine = 0.62 * noise2(vec2(s.x * 0.035, s.y * 2.3 + seed * 40.0)) + 0.38 * noise2(vec2(s.x * 0.06, s.y * 6.1 + seed * 90.0));
#endif
  float wave = vWear.y >= 3.0 ? 0.10 * sin(s.x * 0.09 + s.y * 0.4) : 0.0;
  return vTone.y * (0.62 + 0.76 * fine + wave);
}
// Light along strands (Kajiya and Kay 1989): diffuse and highlight by the angle to the strand.
vec2 strandLight(vec3 normal, vec3 L, vec3 V) {
  vec3 down = vec3(0.0, -1.0, 0.15);
  vec3 t = down - normal * dot(down, normal);
  float len = length(t);
  t = len > 0.05 ? t / len : vec3(1.0, 0.0, 0.0);
  float tl = dot(t, L), tv = dot(t, V);
  float sl = sqrt(max(0.0, 1.0 - tl * tl)), sv = sqrt(max(0.0, 1.0 - tv * tv));
  return vec2(sl, pow(max(0.0, sl * sv - tl * tv), 24.0));
}
`;
