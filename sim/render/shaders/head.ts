import { CURVES, HEADER, NOISE, PERSON, VERTEX_TABLE } from './common.ts';

/** Kinds of surface that the head's shaders draw: the `KIND` they are compiled with. */
export const KIND = { skin: 0, shell: 1, cap: 2, ear: 3, hair: 4, glasses: 5 } as const;

/** Everything that sits on the head: vertices come posed in mm of the head frame, in the row that the instance names. */
export const HEAD_VERTEX = `${HEADER}${VERTEX_TABLE}${PERSON}
in vec2 aPaint;
in vec2 aInstance;
uniform mat4 projectionMatrix; uniform mat4 viewMatrix; uniform vec3 cameraPosition;
uniform float uShell;
uniform float uFocal;
out vec3 vP; out vec3 vN; out vec2 vPaint;
flat out float vViewer; flat out vec4 vLamp; flat out vec4 vEye;
flat out vec4 vTone; flat out vec4 vLook; flat out vec4 vGaze; flat out vec4 vFeature; flat out vec4 vForm;
flat out vec4 vMove; flat out vec4 vWear; flat out vec4 vOpen;
flat out vec4 vEnds[5];
#ifdef MARKS
out float vMark;
#endif
out float vDepth;
#if PASS == 3
out vec3 vSeenNormal;
#endif
void main() {
  vec4 here = texelFetch(tVertex, ivec2(gl_VertexID, int(aInstance.x + 0.5)), 0);
  float viewer = aInstance.y;
  vec4 r0 = person(0, viewer), r1 = person(1, viewer), r2 = person(2, viewer);
  vN = unpackNormal(here.w);
  vP = here.xyz;
#if KIND == 0
  // The stump of the neck draws back into the body's.
  if (aPaint.y < 0.0) vP += aPaint.y * vec3(0.4 * vP.x, -8.0, 0.4 * (vP.z + 8.0));
#endif
#if KIND == 1 || KIND == 2
  vP += vN * uShell * smoothstep(-2.0, 14.0, aPaint.x);
#endif
  vPaint = aPaint;
  vViewer = viewer;
  vLamp = person(3, viewer);
  vTone = person(4, viewer);
  vLook = person(5, viewer);
  vGaze = person(6, viewer);
  vFeature = person(7, viewer);
  vForm = person(8, viewer);
  vMove = person(9, viewer);
  vWear = person(10, viewer);
  vOpen = person(18, viewer);
  for (int k = 0; k < 5; k++) vEnds[k] = person(11 + k, viewer);
  vec3 world = toWorld(r0, r1, r2, vP);
  vec3 head = vec3(r0.w, r1.w, r2.w);
  vec4 seen = viewMatrix * vec4(world, 1.0);
  vDepth = -seen.z;
  // The camera in the head frame, mm; millimetres a pixel at the head.
  vEye = vec4(1000.0 * turnedBack(r0, r1, r2, cameraPosition - head), 1000.0 * max(0.1, -(viewMatrix * vec4(head, 1.0)).z) / uFocal);
#if PASS == 3
  vSeenNormal = mat3(viewMatrix) * turned(r0, r1, r2, vN);
#endif
#ifdef MARKS
  gl_PointSize = 1.0;
  vMark = float(gl_VertexID + 1);
#endif
  gl_Position = projectionMatrix * seen;
}`;

/** A picture of points: 1 + the vertex's number in the first byte. */
export const MARK_FRAGMENT = `${HEADER}
in float vMark;
layout(location = 0) out vec4 o;
void main() { o = vec4(floor(vMark + 0.5) / 255.0, 0.0, 0.0, 1.0); }`;

/** Varyings and helpers of the head's fragment shaders. */
export const HEAD_FRAGMENT_HEADER = `${HEADER}${NOISE}${CURVES}
in vec3 vP; in vec3 vN; in vec2 vPaint;
flat in float vViewer; flat in vec4 vLamp; flat in vec4 vEye;
flat in vec4 vTone; flat in vec4 vLook; flat in vec4 vGaze; flat in vec4 vFeature; flat in vec4 vForm;
flat in vec4 vMove; flat in vec4 vWear; flat in vec4 vOpen;
flat in vec4 vEnds[5];
in float vDepth;
#if PASS == 3
in vec3 vSeenNormal;
#endif
layout(location = 0) out vec4 o;
`;
