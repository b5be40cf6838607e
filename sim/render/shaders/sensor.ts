import { HEADER } from './common.ts';

/** A triangle that covers the picture. */
export const COVER_VERTEX = `${HEADER}
in vec3 position;
void main() { gl_Position = vec4(position.xy, 0.0, 1.0); }`;

/**
 * What the sensor makes of the light: blur of lens and pixel, vignetting, shot and read noise, the response to 8 bits.
 * Rows come out from the top down. `FINE` samples of the light stand for a pixel along each axis, and the
 * lens spreads each over `REACH` more on either side, TAPS in all, by uWeights.
 */
export const SENSOR_FRAGMENT = `${HEADER}
uniform sampler2D tLight;
uniform ivec2 uSize;
uniform float uExposure; uniform float uVignette; uniform float uWeights[TAPS]; uniform float uShot; uniform float uRead; uniform float uGamma;
uniform ivec2 uKey;
layout(location = 0) out vec4 o;
// Jarzynski and Olano, "Hash functions for GPU rendering", JCGT 9 (2020): PCG.
uint pcg(uint v) { v = v * 747796405u + 2891336453u; v = ((v >> ((v >> 28u) + 4u)) ^ v) * 277803737u; return (v >> 22u) ^ v; }
// A nearly normal number: four bytes' sum, variance 1.
float normalOf(uint h) {
  uvec4 b = (uvec4(h) >> uvec4(0u, 8u, 16u, 24u)) & 255u;
  return (float(b.x + b.y + b.z + b.w) - 510.0) / 147.8;
}
void main() {
  ivec2 px = ivec2(gl_FragCoord.xy);
  ivec2 at = ivec2(px.x, uSize.y - 1 - px.y) * FINE;
  float sum = 0.0;
  const int R = REACH;
  ivec2 most = uSize * FINE - 1;
  for (int j = -R; j < FINE + R; j++) {
    for (int i = -R; i < FINE + R; i++) {
#if FINE == 1
      // The corners' share is below a hundredth.
      if (i != 0 && j != 0) continue;
#endif
      sum += uWeights[j + R] * uWeights[i + R] * texelFetch(tLight, clamp(at + ivec2(i, j), ivec2(0), most), 0).r;
    }
  }
  vec2 r = (vec2(px) + 0.5 - 0.5 * vec2(uSize)) / (0.5 * length(vec2(uSize)));
  float signal = sum * uExposure * (1.0 - uVignette * dot(r, r));
  uint index = uint(px.y * uSize.x + px.x);
  // Shot and read noise together: their variances add up.
  signal += sqrt(max(0.0, signal) * uShot + uRead * uRead) * normalOf(pcg(pcg(index ^ uint(uKey.x)) ^ uint(uKey.y)));
  o = vec4(pow(clamp(signal, 0.0, 1.0), 1.0 / uGamma), 0.0, 0.0, 1.0);
}`;
