import fc from 'fast-check';
import { expect, it } from 'vitest';
import { roundPixel } from '../../../harness/export/face.ts';
import { FaceRecord, writeThousandths } from '../../../harness/export/face-record.ts';
import type { TextFile } from '../../../harness/export/text-file.ts';

/** A text file in memory. */
function paper(): TextFile & { text: () => string } {
  let text = '';
  return {
    write: (more) => {
      text += more;
    },
    writeBytes: (bytes, count) => {
      text += Buffer.from(bytes.subarray(0, count)).toString();
    },
    text: () => text,
  };
}

it('writes thousandths as JSON does', () => {
  const out = new Uint8Array(32);
  fc.assert(
    fc.property(
      fc.oneof(fc.integer({ min: -(2 ** 31) + 1, max: 2 ** 31 - 1 }), fc.integer({ min: -3000, max: 3000 })),
      (count) => {
        const end = writeThousandths(count, out, 3);
        expect(Buffer.from(out.subarray(3, end)).toString()).toBe(JSON.stringify(count / 1000));
      },
    ),
    { numRuns: 1000 },
  );
});

it('writes what COCO-WholeBody asks for: the box of the landmarks in the picture, and all of them', () => {
  const coordinate = fc.oneof(fc.double({ min: -200, max: 2000, noNaN: true }), fc.constantFrom(0, 1280, 960, NaN));
  const face = fc.record({
    points: fc.array(coordinate, { minLength: 136, maxLength: 136 }),
    seen: fc.array(fc.constantFrom(0, 1), { minLength: 68, maxLength: 68 }),
    valid: fc.boolean(),
  });
  const [width, height] = [1280, 960];
  const record = new FaceRecord();
  fc.assert(
    fc.property(face, ({ points, seen, valid }) => {
      const file = paper();
      record.set(points, seen, width, height);
      record.write(file, 7, 5, valid, '"viewer":3');
      const landmarks = seen.map((v, l) => ({ x: points[2 * l], y: points[2 * l + 1], v }));
      const inside = landmarks.filter(({ x, y }) => x >= 0 && x <= width && y >= 0 && y <= height);
      const [xs, ys] = [inside.map(({ x }) => x), inside.map(({ y }) => y)];
      const [left, top] = [Math.min(...xs), Math.min(...ys)];
      const corners = [left, top, Math.max(...xs) - left, Math.max(...ys) - top];
      // JSON has no negative zero.
      const box = inside.length > 0 ? corners.map((value) => roundPixel(value) + 0) : [0, 0, 0, 0];
      const zeros = (count: number) => new Array(count).fill(0);
      expect(record.labelled).toBe(inside.length);
      expect(record.broad).toBe(box[2] > 0);
      expect(JSON.parse(file.text())).toEqual({
        id: 7,
        image_id: 5,
        category_id: 1,
        iscrowd: 0,
        bbox: box,
        area: roundPixel(box[2] * box[3]),
        num_keypoints: 0,
        keypoints: zeros(51),
        face_box: box,
        face_kpts: landmarks.flatMap((one) =>
          inside.includes(one) ? [roundPixel(one.x - 0.5) + 0, roundPixel(one.y - 0.5) + 0, 1 + one.v] : [0, 0, 0],
        ),
        face_valid: valid,
        foot_kpts: zeros(18),
        foot_valid: false,
        lefthand_box: zeros(4),
        lefthand_kpts: zeros(63),
        lefthand_valid: false,
        righthand_box: zeros(4),
        righthand_kpts: zeros(63),
        righthand_valid: false,
        viewer: 3,
      });
    }),
    { numRuns: 200 },
  );
});
