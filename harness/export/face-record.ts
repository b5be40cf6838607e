import type { TextFile } from './text-file.ts';

const LANDMARKS = 68;
/** Bytes that a landmark's two coordinates and visibility need at most. */
const LANDMARK_BYTES = 48;

/** What is not labelled: body, feet and hands. */
const NO_BODY = `"num_keypoints":0,"keypoints":${zeros(51)}`;
const NO_LIMBS =
  `"foot_kpts":${zeros(18)},"foot_valid":false,` +
  ['left', 'right']
    .map((side) => `"${side}hand_box":${zeros(4)},"${side}hand_kpts":${zeros(63)},"${side}hand_valid":false`)
    .join(',');

function zeros(count: number): string {
  return JSON.stringify(new Array(count).fill(0));
}

const [ZERO, COMMA, POINT, MINUS] = [...'0,.-'].map((sign) => sign.charCodeAt(0));

/** The three digits of 0 to 999. */
const DIGITS = Uint8Array.from(Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0')).join(''), Number);

/** Writes `count` thousandths (below 2^31) to out[at..] as JSON has the number; returns where it ends. */
export function writeThousandths(count: number, out: Uint8Array, at: number): number {
  let end = at;
  let size = count | 0;
  if (size < 0) {
    out[end++] = MINUS!;
    size = -size | 0;
  }
  let whole = (size / 1000) | 0;
  const rest = 3 * (size - 1000 * whole);
  if (whole >= 1000) {
    const thousands = (whole / 1000) | 0;
    for (const digit of String(thousands)) out[end++] = digit.charCodeAt(0);
    whole -= 1000 * thousands;
    for (let d = 0; d < 3; d++) out[end++] = ZERO! + DIGITS[3 * whole + d]!;
  } else {
    if (whole >= 100) out[end++] = ZERO! + DIGITS[3 * whole]!;
    if (whole >= 10) out[end++] = ZERO! + DIGITS[3 * whole + 1]!;
    out[end++] = ZERO! + DIGITS[3 * whole + 2]!;
  }
  if (rest === 0) return end;
  out[end++] = POINT!;
  for (let d = 0; d < 3; d++) out[end++] = ZERO! + DIGITS[rest + d]!;
  while (out[end - 1] === ZERO) end--;
  return end;
}

/**
 * Annotations of faces as COCO-WholeBody has them, one after the other in the same memory. Coordinates count pixels from 0
 * at their middles, boxes are measured from the picture's corner, both to a thousandth of a pixel; v is 2 visible, 1 hidden,
 * 0 (and x, y 0) outside the picture. Format: github.com/jin-s13/COCO-WholeBody, data_format.md.
 */
export class FaceRecord {
  /** Left, top, width and height about the landmarks in the picture, thousandths of a pixel. */
  private readonly box = new Float64Array(4);
  private readonly keypoints = new Uint8Array(LANDMARKS * LANDMARK_BYTES);
  private length = 0;
  /** Landmarks in the picture. */
  labelled = 0;
  /** Those of them that are seen. */
  seen = 0;

  /** Takes a face in: 68 x (x, y) px from the picture's corner, 1 where a landmark is seen. */
  set(points: ArrayLike<number>, seen: ArrayLike<number>, width: number, height: number): void {
    const { keypoints: out, box } = this;
    let [left, top, right, bottom] = [width, height, 0, 0];
    let at = 0;
    this.labelled = 0;
    this.seen = 0;
    for (let l = 0; l < LANDMARKS; l++) {
      const x = points[2 * l]!;
      const y = points[2 * l + 1]!;
      const inside = x >= 0 && x <= width && y >= 0 && y <= height;
      if (l > 0) out[at++] = COMMA!;
      at = writeThousandths(inside ? Math.round((x - 0.5) * 1000) : 0, out, at);
      out[at++] = COMMA!;
      at = writeThousandths(inside ? Math.round((y - 0.5) * 1000) : 0, out, at);
      out[at++] = COMMA!;
      out[at++] = ZERO! + (inside ? (seen[l] === 1 ? 2 : 1) : 0);
      if (!inside) continue;
      this.labelled++;
      if (seen[l] === 1) this.seen++;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
    this.length = at;
    if (this.labelled === 0) box.fill(0);
    else
      [left, top, right - left, bottom - top].forEach((value, n) => {
        box[n] = Math.round(value * 1000);
      });
  }

  /** Whether the landmarks in the picture span any width. */
  get broad(): boolean {
    return this.box[2]! > 0;
  }

  /** Writes the annotation of the face taken in: `valid` is its `face_valid`, `extra` more members, as JSON between braces. */
  write(file: TextFile, id: number, image: number, valid: boolean, extra: string): void {
    const [left, top, width, height] = Array.from(this.box, (count) => count / 1000);
    const box = `[${left},${top},${width},${height}]`;
    const area = Math.round(width! * height! * 1000) / 1000;
    file.write(
      `{"id":${id},"image_id":${image},"category_id":1,"iscrowd":0,"bbox":${box},"area":${area},${NO_BODY},"face_box":${box},"face_kpts":[`,
    );
    file.writeBytes(this.keypoints, this.length);
    file.write(`],"face_valid":${valid},${NO_LIMBS},${extra}}`);
  }
}
