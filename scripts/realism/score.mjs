// What a detector's answers say about rendered faces.

const GROUPS = { jaw: [0, 17], brows: [17, 27], nose: [27, 36], eyes: [36, 48], mouth: [48, 68] };
const distance = (p, i, j) => Math.hypot(p[2 * i] - p[2 * j], p[2 * i + 1] - p[2 * j + 1]);

/** Measures of 68 points that follow an action unit, in eye distances. */
export const MEASURES = {
  AU12: (p) => distance(p, 48, 54) / distance(p, 36, 45),
  AU26: (p) => distance(p, 8, 33) / distance(p, 36, 45),
  AU4: (p) => -(distance(p, 21, 22) + distance(p, 21, 39) + distance(p, 22, 42)) / distance(p, 36, 45),
  AU43: (p) => -(distance(p, 37, 41) + distance(p, 44, 46)) / distance(p, 36, 45),
  'AU1+2': (p) => (distance(p, 21, 39) + distance(p, 22, 42)) / distance(p, 36, 45),
};

export const median = (values) => {
  const sorted = values.slice().sort((a, b) => a - b);
  return sorted.length === 0 ? Number.NaN : sorted[sorted.length >> 1];
};

function overlap(a, b) {
  const x = Math.max(0, Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]));
  const y = Math.max(0, Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]));
  return (x * y) / (a[2] * a[3] + b[2] * b[3] - x * y);
}

/** The hull's box of 68 x (x, y). */
export function hull(p) {
  const xs = p.filter((_, n) => n % 2 === 0);
  const ys = p.filter((_, n) => n % 2 === 1);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return [x, y, Math.max(...xs) - x, Math.max(...ys) - y];
}

/** Detections against truth: one face a picture. NME: mean distance over the distance of the outer eye corners. */
export function score(truths, detections) {
  const errors = [];
  const groups = Object.fromEntries(Object.keys(GROUPS).map((name) => [name, []]));
  let found = 0;
  let extra = 0;
  const points = truths.map((truth, n) => {
    const box = hull(truth);
    const best = detections[n].map((d) => ({ d, o: overlap(d.bbox, box) })).sort((a, b) => b.o - a.o)[0];
    const hit = best !== undefined && best.o > 0.3;
    extra += detections[n].length - (hit ? 1 : 0);
    if (!hit) return null;
    found++;
    const p = best.d.pts;
    const eyes = distance(truth, 36, 45);
    const e = Array.from(
      { length: 68 },
      (_, l) => Math.hypot(p[2 * l] - truth[2 * l], p[2 * l + 1] - truth[2 * l + 1]) / eyes,
    );
    errors.push(e.reduce((a, b) => a + b) / 68);
    for (const [name, [from, to]] of Object.entries(GROUPS)) {
      groups[name].push(e.slice(from, to).reduce((a, b) => a + b) / (to - from));
    }
    return p;
  });
  return {
    faces: truths.length,
    recall: found / truths.length,
    precision: found + extra === 0 ? Number.NaN : found / (found + extra),
    nme: median(errors),
    groups: Object.fromEntries(Object.entries(groups).map(([name, values]) => [name, median(values)])),
    points,
  };
}

function ranks(values) {
  const order = values.map((value, i) => [value, i]).sort((a, b) => a[0] - b[0]);
  const out = [];
  order.forEach(([, i], n) => {
    out[i] = n;
  });
  return out;
}

/** Spearman's rank correlation of two lists without ties. */
export function spearman(a, b) {
  const [x, y] = [ranks(a), ranks(b)];
  const m = (a.length - 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (let n = 0; n < a.length; n++) {
    xy += (x[n] - m) * (y[n] - m);
    xx += (x[n] - m) ** 2;
    yy += (y[n] - m) ** 2;
  }
  return xy / Math.sqrt(xx * yy);
}

/** Pearson's correlation. */
export function pearson(a, b) {
  const mean = (v) => v.reduce((s, x) => s + x, 0) / v.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [xy, xx, yy] = [0, 0, 0];
  for (let n = 0; n < a.length; n++) {
    xy += (a[n] - ma) * (b[n] - mb);
    xx += (a[n] - ma) ** 2;
    yy += (b[n] - mb) ** 2;
  }
  return xy / Math.sqrt(xx * yy);
}
