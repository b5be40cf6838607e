/**
 * Skin and all that is painted on it, evaluated per fragment in the posed head's own coordinates (mm): edges stay crisp on
 * a coarse mesh, and follow the same points as the landmarks. Measures and darknesses: the trial head that detectors of
 * faces accept. `DETAIL` 0 leaves out what a small face does not show.
 */
export const SKIN = `
float alb, spec, occ, wrap;
vec3 n;
float foot;
// A thin dark line of half width s, as wide as a pixel at least and then fainter.
float line(float d, float s) { float w = sqrt(s * s + 0.16 * foot * foot); return bell(d, w) * s / w; }
float edge(float w) { return max(w, 0.45 * foot); }

void paintBrowAndSocket(float x, float y, float side) {
  float ex = vGaze.x, fore = vMove.z, age = vLook.z;
  vec2 q = vec2(x * side - ex - 1.0, y - 0.3);
  float o1 = 0.24 * bell2(q - vec2(-15.5, 2.0), vec2(5.0, 6.0));
  o1 += 0.20 * (1.0 - 0.75 * fore) * bell2(q - vec2(0.0, 9.5), vec2(14.0, 3.6));
  o1 += 0.10 * bell2(q - vec2(-3.0, -11.0), vec2(11.0, 3.0));
  o1 += 0.12 * bell2(q, vec2(17.0, 9.0));
  float ax = abs(x);
#if DETAIL > 0
  // Forehead lines, glabella, crow's feet.
  float bow = 2.0 * cos(x * 0.06) + 1.2 * sin(x * 0.11 + vLook.w * 9.0);
  float lines = line(y - (36.0 - bow), 1.4) + line(y - (47.0 - bow), 1.4) + 0.6 * line(y - (57.0 - bow), 1.4);
  o1 += (0.05 * age * age + 0.20 * fore) * lines * smoothstep(50.0, 28.0, ax);
  o1 += (0.05 * age + 0.30 * vMove.y) * line(ax - 4.5 - 0.8 * vLook.w, 1.5) * bell(y - 17.0, 8.0);
  o1 += (0.16 * vMove.w + 0.06 * age * age) * bell2(vec2(ax - 55.0, y + 1.0), vec2(5.0, 6.0)) * (0.6 + 0.4 * sin(y * 1.6 + (ax - 50.0) * 0.25));
#endif
  occ *= 1.0 - clamp(o1, 0.0, 0.85);
  alb *= 1.0 - (0.06 + 0.10 * age) * bell2(vec2(ax - 26.0, y + 13.0), vec2(10.0, 4.0));
  vec2 span = side < 0.0 ? vec2(-vEnds[2].y, -vEnds[2].x) : vEnds[2].zw;
  float s = (x * side - span.x) / (span.y - span.x);
  if (s > -0.2 && s < 1.2) {
    vec2 e = side < 0.0 ? vEnds[2].xy : vEnds[2].zw;
    float yc = curveAt(side < 0.0 ? 4 : 5, vViewer, e.x, e.y, x);
    float th = vLook.y * (0.55 + 0.45 * smoothstep(-0.05, 0.25, s)) * (1.0 - 0.65 * smoothstep(0.5, 1.05, s)) + 0.2 * foot;
    float m = smoothstep(-0.12, 0.05, s) * smoothstep(1.10, 0.92, s);
    float dens = smoothstep(1.2, 0.45, abs(y - yc) / th);
    float hairs = 0.95;
#if DETAIL > 0
    hairs = 0.86 + 0.5 * (noise2(vec2(x * side * 1.1 - y * 0.8, y * 0.45 + x * side * 0.2)) - 0.5);
#endif
    alb = mix(alb, vTone.z, clamp(vLook.x * m * dens * hairs * (0.7 + 0.3 * smoothstep(0.0, 0.3, s)), 0.0, 0.95));
  }
}

void paintEye(float x, float y, float side, vec3 V) {
  vec2 up = side < 0.0 ? vEnds[3].xy : vEnds[4].xy;
  vec2 dn = side < 0.0 ? vEnds[3].zw : vEnds[4].zw;
  int ru = side < 0.0 ? 6 : 8;
  float yu = curveAt(ru, vViewer, up.x, up.y, x), yl = curveAt(ru + 1, vViewer, dn.x, dn.y, x);
  float aw = edge(0.35), open = yu - yl, m = within(up.x, up.y, x, 0.4);
  float inner = side < 0.0 ? -up.y : up.x;
  float inside = m * smoothstep(-aw, aw, yu - y) * smoothstep(-aw, aw, y - yl) * smoothstep(0.2, 1.2, open);
  vec2 c = vec2(side * (vGaze.x + 1.0), 0.3), q = vec2(x, y) - c;
  occ *= 1.0 - 0.35 * bell2(vec2(x * side - inner + 0.6, y - 0.5 * (yu + yl)), vec2(1.5, 0.9));
  if (inside > 0.001) {
    vec2 d = q - vGaze.yz * 11.5;
    float r = length(d), soft = edge(0.3);
    vec3 ball = normalize(vec3(q / 13.5, sqrt(max(0.1, 1.0 - dot(q, q) / 182.0))));
    float a = 0.60 * (1.0 - 0.25 * smoothstep(8.0, 15.0, abs(q.x)));
    float fibre = 1.0;
#if DETAIL > 0
    fibre = 0.9 + 0.22 * noise2(vec2(atan(d.y, d.x) * 7.0, r * 0.5));
#endif
    float ring = mix(vTone.w * fibre, vTone.w * 0.42, smoothstep(4.6, 5.9, r));
    a = mix(a, ring, smoothstep(6.0 + soft, 6.0 - soft, r));
    a = mix(a, vGaze.w, smoothstep(2.3 + soft, 2.3 - soft, r));
    a = mix(a, 0.42, smoothstep(3.5, 1.0, abs(q.x * side + 14.5)));
    float shade = 1.0 - 0.55 * smoothstep(3.6, 0.2, yu - y) - 0.18 * smoothstep(1.6, 0.1, y - yl);
    // The lamps' mirror image on the cornea, half way between lamp and camera.
    vec3 h = normalize(vLamp.xyz + V);
    float glint = smoothstep(0.95 + soft, 0.95 - soft, length(q - vGaze.yz * 5.6 - h.xy * 7.8)) * smoothstep(8.0, 6.0, r);
    alb = mix(alb, a + 1.7 * glint, inside);
    occ = mix(occ, shade, inside);
    n = normalize(mix(n, ball, inside));
    spec *= 1.0 - inside;
    wrap = mix(wrap, 0.5, inside);
  }
  // Closed lids lay the lashes of both over each other.
  float shut = smoothstep(0.65, 0.95, vOpen.y);
  float lash = m * line(y - yu - 0.1 + 0.7 * shut, 0.8 + 0.9 * shut + 0.35 * smoothstep(0.0, 15.0, (x - c.x) * side));
  float low = m * line(y - yl + 0.1, 0.55);
  occ *= 1.0 - (0.85 * lash + 0.35 * low);
#if DETAIL > 0
  float crease = m * line(y - (yu + 3.2 + 0.22 * max(0.0, yu - c.y)), 0.9) * smoothstep(16.0, 10.0, abs(x - c.x));
  occ *= 1.0 - 0.34 * (1.0 - 0.7 * vOpen.x) * (1.0 - vOpen.y) * crease;
  occ *= 1.0 - 0.12 * m * line(y - (yl - 3.4), 1.0);
#endif
}

void paintNose(float x, float y) {
  float ax = abs(x), ySn = vFeature.y, nw = vForm.x;
  float o1 = 0.28 * bell2(vec2(ax - nw * 0.5 - 1.3, y - ySn - 8.0), vec2(2.4, 6.0));
  o1 += 0.14 * bell2(vec2(ax - 11.0, y - ySn - 16.0), vec2(4.0, 12.0));
  o1 += 0.30 * bell2(vec2(x, y - ySn + 2.0), vec2(nw * 0.42, 2.6));
  occ *= 1.0 - clamp(o1, 0.0, 0.8);
  vec2 q = vec2(ax - nw * 0.24, y - (ySn + 3.4));
  occ *= 1.0 - 0.78 * smoothstep(1.25, 0.5, length(vec2((q.x + 0.25 * q.y) / 4.0, q.y / 2.4)));
}

void paintMouth(float x, float y) {
  float ax = abs(x), ySn = vFeature.y, yM = vFeature.z, mw = vFeature.w, smile = vMove.x, age = vLook.z;
  float upO = curveAt(0, vViewer, vEnds[0].x, vEnds[0].y, x), upI = curveAt(1, vViewer, vEnds[0].z, vEnds[0].w, x);
  float loI = curveAt(2, vViewer, vEnds[1].x, vEnds[1].y, x), loO = curveAt(3, vViewer, vEnds[1].z, vEnds[1].w, x);
  float gap = max(upI - loI, 0.0);
  float lw = edge(0.55), mx = within(vEnds[0].x, vEnds[0].y, x, 1.0), mi = within(vEnds[0].z, vEnds[0].w, x, 1.0);
  float o1 = 0.20 * bell2(vec2(x, loO - 4.5 - y), vec2(15.0, 3.5));
  o1 += 0.22 * bell2(vec2(ax - mw * 0.5 - 1.0, y - upO), vec2(4.0, 4.0));
  // The fold from the nose's wing past the corner of the mouth.
  float t = clamp((ySn + 9.0 - y) / 30.0, 0.0, 1.0);
  float fx = mix(vForm.x * 0.5 + 4.0, mw * 0.5 + 9.0 + smile * 4.0, t);
  float reach = smoothstep(-2.0, 6.0, ySn + 11.0 - y) * smoothstep(-4.0, 8.0, y - (yM - 8.0));
  o1 += (0.08 + 0.12 * age + 0.26 * smile) * bell(ax - fx, 2.2 + 1.4 * t + 0.3 * foot) * reach;
  occ *= 1.0 - clamp(o1, 0.0, 0.8);
  float lip = mx * smoothstep(-lw, lw, upO - y + 0.2) * smoothstep(-lw, lw, y - loO + 0.2);
  alb = mix(alb, vTone.x * vForm.w * (y > 0.5 * (upI + loI) ? 0.86 : 1.0), lip);
  spec = mix(spec, spec * 2.2, lip);
  alb *= 1.0 + 0.09 * mx * (1.0 - lip) * line(y - upO - 1.2, 1.1);
#if DETAIL > 0
  alb *= 1.0 - 0.10 * lip * (noise2(vec2(x * 1.3, y * 0.25)) - 0.4);
#endif
  float deep = smoothstep(0.05, 0.5, vPaint.y);
  float inside = max(mi * smoothstep(-lw, lw, upI - y) * smoothstep(-lw, lw, y - loI) * smoothstep(0.4, 1.6, gap), deep);
  float closed = mi * line(y - 0.5 * (upI + loI), 0.9) * smoothstep(2.5, 0.4, gap) * (1.0 - deep);
  occ *= 1.0 - 0.78 * closed;
  if (inside > 0.001) {
    float cavity = 0.03, teeth = vOpen.z;
    // Upper teeth hang from the skull, lower ones move with the jaw, the tongue lies behind them.
    float upper = smoothstep(-0.5 - 0.4 * foot, 0.5 + 0.4 * foot, y - (teeth + 0.012 * x * x)) * smoothstep(24.0, 17.0, ax);
    float seams = 1.0;
#if DETAIL > 0
    seams = 1.0 - 0.28 * line(fract(x / 8.0) * 8.0 - 4.0, 0.35) - 0.12 * noise2(vec2(floor(x / 8.0) * 3.1, vLook.w * 50.0));
#endif
    float tooth = 0.62 * smoothstep(0.5, 3.5, gap) * (1.0 - 0.5 * smoothstep(9.0, 22.0, ax)) * seams;
    float tongue = 0.10 * smoothstep(2.0, -2.0, y - (loI + 0.34 * gap)) * smoothstep(20.0, 10.0, ax) * smoothstep(8.0, 14.0, gap);
    float lower = 0.16 * smoothstep(1.5, -0.5, y - (loI + 3.0)) * smoothstep(19.0, 13.0, ax) * smoothstep(9.0, 14.0, gap);
    float c = mix(max(cavity, tongue), tooth, upper);
    c = max(c, lower) * (1.0 - 0.45 * bell(y - upI, 0.9));
    alb = mix(alb, c, inside);
    occ = mix(occ, 1.0, inside);
    spec *= 1.0 - inside;
    n = normalize(mix(n, vec3(0.0, 0.0, 1.0), inside * 0.8));
  }
}

float beardMask(float x, float y) {
  float ax = abs(x), ySn = vFeature.y, yM = vFeature.z, mw = vFeature.w;
  float top = mix(yM + 1.0, -6.0, smoothstep(mw * 0.5 + 7.0, 70.0, ax));
  float chin = smoothstep(7.0, -7.0, y - top) * smoothstep(-4.0, 14.0, vP.z + 0.1 * (y + 60.0));
  float moustache = smoothstep(1.5, -2.5, y - (ySn - 3.0)) * smoothstep(mw * 0.5 + 8.0, mw * 0.5 + 2.0, ax);
  float upO = curveAt(0, vViewer, vEnds[0].x, vEnds[0].y, x), loO = curveAt(3, vViewer, vEnds[1].z, vEnds[1].w, x);
  float lips = within(vEnds[0].x, vEnds[0].y, x, 1.5) * smoothstep(-1.0, 1.0, upO + 0.4 - y) * smoothstep(-1.0, 1.0, y - loO + 0.4);
  // A bare spot to either side of the lower lip.
  float bare = 0.55 * bell2(vec2(ax - 14.0, y - (loO - 3.0)), vec2(6.0, 3.5));
  return max(chin, moustache) * (1.0 - lips) * (1.0 - bare);
}
`;
