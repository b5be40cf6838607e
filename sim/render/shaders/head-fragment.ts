import { HEAD_FRAGMENT_HEADER } from './head.ts';
import { SKIN } from './skin.ts';
import { STRANDS } from './strands.ts';

/** Fragments of everything on the head; `KIND`, `PASS` and `DETAIL` are defined when it is compiled. */
export const HEAD_FRAGMENT = `${HEAD_FRAGMENT_HEADER}${SKIN}${STRANDS}
uniform float uScreen;
uniform float uShell;
float lit(vec3 V) {
  vec3 L = vLamp.xyz;
  float nl = dot(n, L);
  float dif = max(0.0, (nl + wrap) / (1.0 + wrap));
  dif = dif * dif * 0.15 + dif * 0.85;
  float shine = spec * pow(max(0.0, dot(n, normalize(L + V))), 12.0) * step(0.0, nl);
  float soft = vLamp.w * 0.035 + uScreen * (0.55 + 0.45 * n.z);
  return occ * ((alb * dif + shine) * vLamp.w + alb * soft);
}
float hairLit(float tone, vec3 V) {
  vec2 s = strandLight(n, vLamp.xyz, V);
  float facing = smoothstep(-0.25, 0.75, dot(n, vLamp.xyz));
  float dark = 0.35 + 0.65 * facing;
  return occ * (vLamp.w * (tone * (0.25 + 0.75 * s.x) * dark + 0.07 * s.y * facing * (0.4 + tone)) + tone * uScreen);
}
void main() {
#if KIND == 1
  float depth = hairDepth();
  vec2 st = strand();
  float keep = noise2(vec2(st.x * 0.05, st.y * 3.1 + uShell * 5.7)) + 0.35 * noise2(vec2(st.x * 0.4, st.y * 0.3));
  if (vWear.y == 2.0 || vOpen.w > 0.5 || depth < 2.0 || keep < 0.62 + 0.06 * uShell - 0.05 * smoothstep(0.0, 20.0, depth)) discard;
#elif KIND == 2
  if (vPaint.x < -1.0) discard;
#elif KIND == 4
  float u = vPaint.x * 260.0 + 2.0 * sin(vPaint.y * 9.0 + vPaint.x * 30.0);
  // Ends are ragged.
  if (vPaint.y > 0.91 + 0.07 * noise2(vec2(u * 0.5, vLook.w * 9.0))) discard;
#endif
#if PASS == 1
  float id = vViewer + 1.0;
  o = vec4(mod(id, 256.0) / 255.0, floor(id / 256.0) / 255.0, KIND == 0 || KIND == 5 ? 1.0 / 255.0 : 2.0 / 255.0, 1.0);
#elif PASS == 2
  o = vec4(vDepth, 0.0, 0.0, 1.0);
#elif PASS == 3
  o = vec4(normalize(vSeenNormal) * 0.5 + 0.5, 1.0);
#else
  n = normalize(vN);
  foot = vEye.w;
  vec3 V = normalize(vEye.xyz - vP);
  alb = vTone.x; spec = 0.10; occ = 1.0; wrap = 0.28;
  float x = vP.x, y = vP.y, value;
#if KIND == 0
  if (dot(n, V) < 0.0) n = -n;
  float side = x < 0.0 ? -1.0 : 1.0;
#if DETAIL > 0
  vec3 p = vP + vLook.w * 200.0;
  alb *= 1.0 + 0.09 * (noise3(p * 0.045) - 0.5) + 0.08 * (noise3(p * 0.16) - 0.5) + 0.07 * (noise3(p * 0.55) - 0.5);
  // Moles and freckles, few and faint.
  alb *= 1.0 - 0.25 * smoothstep(0.92, 0.97, noise3(p * 0.31 + 40.0));
#endif
  if (vWear.x > 0.0 && y < vFeature.y + 60.0 && vP.z > -20.0 && vPaint.y < 0.05) {
    float grow = beardMask(x, y);
    float grain = 0.6;
#if DETAIL > 0
    grain = noise3(vP * vec3(1.3, 0.7, 1.3)) * 0.55 + 0.45 * noise3(vP * 2.6);
#endif
    float full = smoothstep(0.6, 0.9, vWear.x);
    alb = mix(alb, vTone.y * (0.55 + 0.6 * grain), grow * mix(vWear.x * (0.35 + 0.5 * grain), 0.88, full));
    spec *= 1.0 - 0.7 * grow;
  }
  if (vP.z > 20.0) {
    if (y > -22.0 && y < 66.0) paintBrowAndSocket(x, y, side);
    if (y < 12.0 && y > vFeature.y - 10.0) paintNose(x, y);
    if (y < vFeature.y + 14.0) paintMouth(x, y);
    if (y > -24.0 && y < 24.0) paintEye(x, y, side, V);
  }
  // Under the jaw the neck is near.
  occ *= 1.0 - 0.45 * smoothstep(0.0, -0.75, n.y) * smoothstep(-95.0 * vForm.z, -118.0 * vForm.z, y);
  float depth = hairDepth();
  float hair = smoothstep(-4.0 - foot, 6.0 + foot, depth);
  // The hair's own shadow along its line.
  occ *= 1.0 - 0.22 * smoothstep(-9.0, 0.0, depth) * (1.0 - hair);
  value = lit(V);
  if (hair > 0.0) value = mix(value, hairLit(hairTone(vLook.w) * (0.75 + 0.25 * smoothstep(0.0, 12.0, depth)), V), hair);
#elif KIND == 1
  if (dot(n, V) < 0.0) n = -n;
  value = hairLit(hairTone(vLook.w + 0.1 * uShell) * (0.9 + 0.1 * uShell), V);
#elif KIND == 2
  // A knitted cap: ribs, and a turned-up edge.
  float rib = 0.85 + 0.15 * sin(atan(vP.x, vP.z + 20.0) * 70.0);
  alb = vWear.w * rib * (vPaint.x < 26.0 ? 1.08 : 1.0) * (1.0 - 0.35 * bell(vPaint.x - 27.0, 1.5 + foot));
  spec = 0.01;
  value = lit(V);
#elif KIND == 3
  if (dot(n, V) < 0.0) n = -n;
  float r = length(vPaint);
  alb *= 0.86;
  occ *= 1.0 - 0.72 * bell2(vPaint - vec2(-0.22, -0.12), vec2(0.32, 0.4)) - 0.35 * bell(r - 0.68, 0.1) * step(-0.75, vPaint.y);
  value = lit(V);
#elif KIND == 4
  if (dot(n, V) < 0.0) n = -n;
  float strands = 0.6 * noise2(vec2(vPaint.y * 5.0, u)) + 0.4 * noise2(vec2(vPaint.y * 9.0, u * 2.7));
  float gap = 1.0 - 0.5 * smoothstep(0.62, 0.9, noise2(vec2(vPaint.x * 40.0, vPaint.y * 1.5 + 3.0)));
  value = hairLit(vTone.y * (0.6 + 0.75 * strands) * gap, V) * (1.0 - 0.45 * smoothstep(0.25, 0.8, vPaint.y) * smoothstep(30.0, -40.0, vP.z));
#else
  if (dot(n, V) < 0.0) n = -n;
  alb = 0.05 + 0.12 * vLook.w; spec = 0.06;
  value = lit(V);
#endif
  o = vec4(value, 0.0, 0.0, 1.0);
#endif
}`;
