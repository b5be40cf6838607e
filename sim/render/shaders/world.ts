import { MOST_LAMPS, SPILL } from '../lamps.ts';
import { HEADER, NOISE, PERSON, VERTEX_TABLE } from './common.ts';

/** Light at a point of the room: direction times irradiance of all lamps (see lamps.ts). */
const LAMPS = `
uniform int uLamps;
uniform vec4 uLampPlace[${MOST_LAMPS}];
uniform vec4 uLampAim[${MOST_LAMPS}];
vec3 irradiance(vec3 p) {
  vec3 sum = vec3(0.0);
  for (int k = 0; k < ${MOST_LAMPS}; k++) {
    if (k >= uLamps) break;
    vec3 d = uLampPlace[k].xyz - p;
    float squared = dot(d, d), len = sqrt(squared);
    float angle = acos(clamp(-dot(uLampAim[k].xyz, d) / len, -1.0, 1.0)) / uLampAim[k].w;
    sum += d * (uLampPlace[k].w * (${SPILL} + ${1 - SPILL} * exp(-0.5 * angle * angle)) / (squared * len));
  }
  return sum;
}
`;

/**
 * Boxes, capsules and cylinders. A box has its middle in iFrom and half its size in iTo; a capsule or cylinder runs from
 * iFrom to iTo with its radius in iFrom.w. iLook: albedo, number of the viewer it belongs to + 1, part, floor's height; iLight: light
 * at one that is lit as a whole (LARGE 0).
 */
export const SOLID_VERTEX = `${HEADER}${LAMPS}
in vec3 position; in vec3 normal; in float aEnd;
in vec4 iFrom; in vec4 iTo; in vec4 iLook; in vec4 iLight;
uniform mat4 projectionMatrix; uniform mat4 viewMatrix;
out vec3 vWorld; out vec3 vNormal; out vec3 vLight; out float vDepth; out vec3 vLocal;
flat out vec4 vLook;
void main() {
  vLocal = position;
#if SHAPE == 0
  vWorld = iFrom.xyz + position * iTo.xyz;
  vNormal = normal;
#else
  vec3 along = iTo.xyz - iFrom.xyz;
  vec3 t = normalize(along + vec3(0.0, 1e-6, 0.0));
  vec3 u = normalize(cross(abs(t.y) < 0.9 ? vec3(0.0, 1.0, 0.0) : vec3(1.0, 0.0, 0.0), t));
  vec3 v = cross(t, u);
  vNormal = u * normal.x + v * normal.y + t * normal.z;
  vWorld = iFrom.xyz + along * aEnd + iFrom.w * (u * position.x + v * position.y + t * position.z);
#endif
#if LARGE
  vLight = irradiance(vWorld);
#else
  vLight = iLight.xyz;
#endif
  vLook = iLook;
  vec4 seen = viewMatrix * vec4(vWorld, 1.0);
  vDepth = -seen.z;
#if PASS == 3
  vNormal = mat3(viewMatrix) * vNormal;
#endif
  gl_Position = projectionMatrix * seen;
}`;

/** Shading shared by everything that is no head. */
const MATTE = `
uniform float uScreen;
float matte(vec3 n, vec3 light, float albedo, float wrap, float occ) {
  float e = length(light);
  float nl = dot(n, light / max(e, 1e-9));
  return albedo * occ * (e * max(0.0, (nl + wrap) / (1.0 + wrap)) + 0.03 * e + uScreen * (0.5 - 0.4 * n.z + 0.1 * n.y));
}
`;

const OTHER_PASSES = `
#if PASS == 1
  o = vec4(mod(vId, 256.0) / 255.0, floor(vId / 256.0) / 255.0, vPart / 255.0, 1.0);
#elif PASS == 2
  o = vec4(vDepth, 0.0, 0.0, 1.0);
#elif PASS == 3
  o = vec4(normalize(vNormal) * 0.5 + 0.5, 1.0);
`;

/** Fragments of solids. Parts: 4 hand, 5 cup, 6 food, 7 phone, 8 seat, 9 room. */
export const SOLID_FRAGMENT = `${HEADER}${NOISE}${MATTE}
in vec3 vWorld; in vec3 vNormal; in vec3 vLight; in float vDepth; in vec3 vLocal;
flat in vec4 vLook;
layout(location = 0) out vec4 o;
void main() {
  float vId = vLook.y, vPart = vLook.z;
${OTHER_PASSES}
#else
  vec3 n = normalize(vNormal);
  float albedo = vLook.x, occ = 1.0, wrap = 0.1;
  // Two coordinates on every surface, walls and floors alike.
  float grain = 0.9 + 0.2 * noise2(9.0 * (vWorld.xz + 0.7 * vWorld.y));
#if LARGE
  albedo *= grain;
  // Walls have panels.
  if (abs(n.y) < 0.5) albedo *= 1.0 - 0.3 * bell(fract(vWorld.z * 0.4 + vWorld.x * 0.4) - 0.5, 0.012);
#else
  if (vPart < 4.5) wrap = 0.3;
  else if (vPart > 7.5) {
    // Seats are upholstered: a seam below the edge.
    occ = mix(0.35, 1.0, smoothstep(0.0, 0.55, vWorld.y - vLook.w));
    albedo *= grain * (1.0 - 0.25 * bell(abs(vLocal.x) - 0.9, 0.025) - 0.25 * bell(vLocal.y - 0.82, 0.03));
  }
#endif
  o = vec4(matte(n, vLight, albedo, wrap, occ), 0.0, 0.0, 1.0);
#endif
}`;

/** Bodies: points in mm from the head's origin, upright (layout: torso.ts). */
export const BODY_VERTEX = `${HEADER}${VERTEX_TABLE}${PERSON}
in float aPart; in vec2 aInstance;
uniform mat4 projectionMatrix; uniform mat4 viewMatrix;
out vec3 vP; out vec3 vNormal; out vec3 vLight; out float vDepth; out vec3 vBody;
flat out vec4 vTone; flat out vec4 vWear; flat out vec4 vCloth; flat out float vViewer; out float vWhat;
void main() {
  vec4 here = texelFetch(tVertex, ivec2(gl_VertexID, int(aInstance.x + 0.5)), 0);
  float viewer = aInstance.y;
  vViewer = viewer;
  vWhat = aPart;
  vP = here.xyz;
  vec3 n = unpackNormal(here.w);
  vec3 head = vec3(person(0, viewer).w, person(1, viewer).w, person(2, viewer).w);
  vec3 world = head + 0.001 * vec3(-vP.x, vP.y, -vP.z);
  vNormal = vec3(-n.x, n.y, -n.z);
  vBody = vNormal;
  vLight = person(17, viewer).xyz;
  vTone = person(4, viewer);
  vWear = person(10, viewer);
  vCloth = person(16, viewer);
  vec4 seen = viewMatrix * vec4(world, 1.0);
  vDepth = -seen.z;
#if PASS == 3
  vNormal = mat3(viewMatrix) * vNormal;
#endif
  gl_Position = projectionMatrix * seen;
}`;

export const BODY_FRAGMENT = `${HEADER}${NOISE}${MATTE}
in vec3 vP; in vec3 vNormal; in vec3 vLight; in float vDepth; in vec3 vBody;
flat in vec4 vTone; flat in vec4 vWear; flat in vec4 vCloth; flat in float vViewer; in float vWhat;
layout(location = 0) out vec4 o;
void main() {
  float vId = vViewer + 1.0, vPart = 3.0;
${OTHER_PASSES}
#else
  vec3 n = normalize(vNormal);
  float ax = abs(vP.x), scale = vCloth.z, albedo = vWear.w, wrap = 0.12, occ = 1.0;
  if (vWhat > 1.5) { albedo = vTone.x; wrap = 0.28; }
  else if (vWhat > 0.5) albedo = 0.18 + 0.4 * fract(vWear.w * 7.3);
  else {
    // The neck ends in a collar: round, or open with a notch in front.
    float neckline = -124.0 * scale - 0.1 * max(0.0, vP.z);
    if (vCloth.y > 0.5) neckline -= 52.0 * smoothstep(34.0, 0.0, ax) * smoothstep(0.0, 40.0, vP.z);
    // Along the skin, not down: shoulders are nearly level.
    float below = (vP.y - neckline) / max(0.3, length(vBody.xz));
    float cloth = smoothstep(1.5, -1.5, below);
    float pattern = 1.0;
    if (vCloth.x > 1.5) pattern = 0.8 + 0.4 * step(0.5, fract(vP.x / 38.0));
    else if (vCloth.x > 0.5) pattern = 0.75 + 0.5 * step(0.5, fract(vP.y / 46.0));
    float folds = 0.86 + 0.28 * noise3(vP * vec3(0.018, 0.011, 0.018) + vViewer);
    float fabric = albedo * pattern * folds * (1.0 - 0.3 * bell(below + 14.0, 1.6));
    albedo = mix(vTone.x * 0.95, fabric, cloth);
    wrap = mix(0.28, 0.12, cloth);
    // The chin shades the neck; arms lie along the trunk.
    occ *= mix(mix(0.42, 1.0, smoothstep(-95.0 * scale, -165.0 * scale, vP.y)), 1.0, smoothstep(0.0, -40.0, vP.z));
    occ *= 1.0 - 0.35 * (1.0 - cloth) * bell(below - 1.0, 4.0);
    occ *= 1.0 - 0.4 * bell(ax - 175.0 * scale, 9.0) * smoothstep(-230.0 * scale, -300.0 * scale, vP.y);
  }
  o = vec4(matte(n, vLight, albedo, wrap, occ), 0.0, 0.0, 1.0);
#endif
}`;
