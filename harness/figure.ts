import { type Dataset, readArray } from '../sim/dataset/reader.ts';

type Attributes = {
  readonly title: string;
  readonly rate: number;
  readonly action_unit_names: readonly string[];
  readonly cameras: readonly {
    readonly name: string;
    readonly position: readonly number[];
    readonly forward: readonly number[];
    readonly fieldOfView: number;
  }[];
  readonly viewers: readonly { readonly seat: number }[];
  readonly seats: readonly { readonly x: number; readonly z: number }[];
  readonly scenario: { readonly theater: { readonly screen: { readonly width: number } } };
};

const WIDTH = 1200;
const HEIGHT = 700;
const INK = '#e9e4d8';
const DIM = '#8f8c9c';
const FAINT = '#585870';
const HUMOR = '#f2b84b';
const SURPRISE = '#59c3d8';
/** Colours of a share of seconds observed from 0 to 1. */
const SHARES = ['#7a2f5d', '#b2456a', '#dd7a5f', '#eec06a', '#f6efc0'];

/** Strokes of a drawn face, by landmark (iBUG order). */
export const STROKES: readonly (readonly number[])[] = [
  span(0, 16),
  span(17, 21),
  span(22, 26),
  span(27, 30),
  span(31, 35),
  [...span(36, 41), 36],
  [...span(42, 47), 42],
  [...span(48, 59), 48],
  [...span(60, 67), 60],
];

/**
 * A picture of a screening as the text of an SVG (1200 x 700 with a background of its own): the hall from above with
 * the share of seconds that each viewer was observed, the script beside two action units averaged over the audience,
 * and one viewer's canonical landmarks at rest and laughing. Throws DatasetFault where the dataset is damaged.
 */
export function screeningFigure(dataset: Dataset): string {
  const attributes = dataset.attributes as unknown as Attributes;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="Helvetica, Arial, 'DejaVu Sans', sans-serif" font-size="14" fill="${INK}">`,
    `<title>${escaped(attributes.title)}: one simulated screening</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" rx="12" fill="#16161f"/>`,
    ...hall(dataset, attributes),
    ...courses(dataset, attributes),
    ...faces(dataset, attributes),
    '</svg>',
    '',
  ].join('\n');
}

/** Left: screen, cameras with their fields of view, seats. */
function hall(dataset: Dataset, attributes: Attributes): string[] {
  const { seats, viewers, cameras, scenario } = attributes;
  const share = observedShares(dataset);
  const reach = Math.max(scenario.theater.screen.width / 2, ...seats.map(({ x }) => Math.abs(x))) + 0.6;
  const depth = Math.max(...seats.map(({ z }) => z)) + 0.8;
  const [left, top, wide, high] = [40, 92, 470, 500];
  const scale = Math.min(wide / (2 * reach), high / (depth + 0.6));
  const px = (x: number): number => left + wide / 2 + x * scale;
  const py = (z: number): number => top + (z + 0.6) * scale;
  const out = [
    label(left, 44, 'The hall from above', 18),
    label(left, 66, 'share of seconds in which a viewer is observed', 13),
  ];
  out.push(
    `<clipPath id="hall"><rect x="${left}" y="${top}" width="${wide}" height="${n(py(depth) - top)}"/></clipPath>`,
    '<g clip-path="url(#hall)">',
  );
  for (const { position, forward, fieldOfView } of cameras) {
    const middle = Math.atan2(forward[0], forward[2]);
    const half = (fieldOfView * Math.PI) / 360;
    const far = 2 * depth;
    const corner = (angle: number): string =>
      `${n(px(position[0] + far * Math.sin(angle)))},${n(py(position[2] + far * Math.cos(angle)))}`;
    const tip = `${n(px(position[0]))},${n(py(position[2]))}`;
    out.push(
      `<polygon points="${tip} ${corner(middle - half)} ${corner(middle + half)}" fill="#8f9bff" opacity="0.07"/>`,
    );
  }
  out.push('</g>');
  const screen = scenario.theater.screen.width / 2;
  out.push(
    `<line x1="${n(px(-screen))}" x2="${n(px(screen))}" y1="${n(py(0))}" y2="${n(py(0))}" stroke="#ffffff" stroke-width="4" stroke-linecap="round"/>`,
    `<text x="${n(px(0))}" y="${n(py(0) - 14)}" text-anchor="middle" font-size="12" fill="${DIM}">screen and ${cameras.length} infrared cameras</text>`,
  );
  for (const { position } of cameras) {
    out.push(
      `<path d="M${n(px(position[0]) - 5)} ${n(py(position[2]) + 3)}h10l-5 9z" fill="#8f9bff" stroke="#16161f" stroke-width="0.5"/>`,
    );
  }
  const radius = 0.2 * scale;
  const taken = new Map(viewers.map(({ seat }, i) => [seat, share[i]]));
  seats.forEach(({ x, z }, seat) => {
    const value = taken.get(seat);
    const paint = value === undefined ? `fill="none" stroke="${FAINT}"` : `fill="${shareColor(value)}"`;
    out.push(`<circle cx="${n(px(x))}" cy="${n(py(z))}" r="${n(radius)}" ${paint}/>`);
  });
  return [...out, ...legend(left + wide / 2 - 130, HEIGHT - 66)];
}

function legend(x: number, y: number): string[] {
  const stops = SHARES.map((color, i) => `<stop offset="${i / (SHARES.length - 1)}" stop-color="${color}"/>`).join('');
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(
    (value) =>
      `<text x="${x + 200 * value}" y="${y + 26}" text-anchor="middle" font-size="12" fill="${DIM}">${100 * value} %</text>`,
  );
  return [
    `<linearGradient id="share">${stops}</linearGradient>`,
    `<rect x="${x}" y="${y}" width="200" height="10" rx="5" fill="url(#share)"/>`,
    ...ticks,
    `<circle cx="${x + 236}" cy="${y + 5}" r="5" fill="none" stroke="${DIM}"/>`,
    `<text x="${x + 247}" y="${y + 9}" font-size="12" fill="${DIM}">empty</text>`,
  ];
}

/** Right, top: what the film does, and what the audience's faces do. */
function courses(dataset: Dataset, attributes: Attributes): string[] {
  const { samples } = dataset.sizes;
  const { rate, action_unit_names: units } = attributes;
  const stimulus = readArray(dataset, 'stimulus');
  const smile = meanCourse(dataset, units.indexOf('AU12'), units.length);
  const brow = meanCourse(dataset, units.indexOf('AU1'), units.length);
  const [left, wide] = [570, 590];
  const px = (t: number): number => left + (wide * t) / samples;
  const out = [
    label(left, 44, 'The film and its audience', 18),
    `<text x="${left}" y="66" font-size="13" fill="${DIM}">script (<tspan fill="${HUMOR}">humor</tspan>, <tspan fill="${SURPRISE}">surprise</tspan>) and mean of <tspan fill="${HUMOR}">AU12 (smile)</tspan>, <tspan fill="${SURPRISE}">AU1 (brow)</tspan> over all viewers</text>`,
  ];
  for (const [column, color] of [HUMOR, SURPRISE].entries()) {
    let path = '';
    for (let t = 0; t < samples; t += 1) {
      const value = stimulus[t * 2 + column];
      if (value > 0) path += `M${n(px(t))} 140V${n(140 - 54 * value)}H${n(px(t + 1))}V140z`;
    }
    out.push(`<path d="${path}" fill="${color}" opacity="0.9"/>`);
  }
  out.push(axis(left, left + wide, 140));
  const most = Math.max(...smile, ...brow);
  const [bottom, high] = [282, 120];
  for (const [course, color] of [
    [brow, SURPRISE],
    [smile, HUMOR],
  ] as const) {
    const points = Array.from(course, (value, t) => `${n(px(t + 0.5))} ${n(bottom - (high * value) / most)}`);
    const line = `M${points.join('L')}`;
    out.push(
      `<path d="${line}L${n(px(samples - 0.5))} ${bottom}L${n(px(0.5))} ${bottom}z" fill="${color}" opacity="0.15"/>`,
      `<path d="${line}" fill="none" stroke="${color}" stroke-width="1.5" stroke-linejoin="round"/>`,
    );
  }
  out.push(axis(left, left + wide, bottom));
  const minutes = samples / rate / 60;
  const step = Math.max(1, Math.round(minutes / 5));
  for (let minute = 0; minute <= minutes; minute += step) {
    const x = px(minute * 60 * rate);
    const text = minute === 0 ? '0' : `${minute} min`;
    const anchor = minute === 0 ? 'start' : x > left + wide - 20 ? 'end' : 'middle';
    out.push(
      `<text x="${n(x)}" y="${bottom + 20}" font-size="12" text-anchor="${anchor}" fill="${DIM}">${text}</text>`,
    );
  }
  return out;
}

/** Right, bottom: one viewer's landmarks at rest, laughing, and laughing as a camera measured it. */
function faces(dataset: Dataset, attributes: Attributes): string[] {
  const moment = laughter(dataset, attributes.action_unit_names);
  const left = 570;
  const out = [
    label(left, 364, `One viewer of ${dataset.sizes.viewers}`, 18),
    label(left, 386, 'canonical landmarks, 68 points: what a model is given, and the truth behind it', 13),
  ];
  const panels = [
    ['landmarks/truth', moment.rest, 'truth, at rest'],
    ['landmarks/truth', moment.laughs, 'truth, laughing'],
    ['landmarks/observed', moment.laughs, 'observed, laughing'],
  ] as const;
  panels.forEach(([array, t, caption], i) => {
    const points = readArray(dataset, array, { viewers: [moment.viewer, moment.viewer + 1], samples: [t, t + 1] });
    const seconds = Math.round(t / attributes.rate);
    const middle = left + 98 + 197 * i;
    out.push(...face(points, middle, 474, 90, i === 2));
    out.push(
      `<text x="${middle}" y="644" text-anchor="middle" font-size="13">${caption}</text>`,
      `<text x="${middle}" y="664" text-anchor="middle" font-size="12" fill="${DIM}">viewer ${moment.viewer}, second ${seconds}</text>`,
    );
  });
  return out;
}

function face(points: ArrayLike<number>, x: number, y: number, scale: number, measured: boolean): string[] {
  // The canonical x grows to the subject's left, which is the picture's right.
  const at = (l: number): string => `${n(x + scale * points[l * 2])} ${n(y - scale * points[l * 2 + 1])}`;
  const lines = STROKES.map((stroke) => `M${stroke.map(at).join('L')}`).join('');
  const dots = Array.from({ length: 68 }, (_, l) => `M${at(l)}h0`).join('');
  const color = measured ? '#8f9bff' : INK;
  return [
    `<path d="${lines}" fill="none" stroke="${color}" stroke-width="1.3" stroke-linejoin="round" opacity="0.55"/>`,
    `<path d="${dots}" stroke="${color}" stroke-width="4" stroke-linecap="round"/>`,
  ];
}

/** The viewer, observed at the time, who laughs most, and a second at which the same viewer's face is still. */
function laughter(dataset: Dataset, units: readonly string[]): { viewer: number; laughs: number; rest: number } {
  const { viewers, samples } = dataset.sizes;
  const jaw = units.indexOf('AU26');
  const smile = units.indexOf('AU12');
  const blink = units.indexOf('AU45');
  const best = { viewer: 0, laughs: 0, rest: 0 };
  let most = -1;
  for (let i = 0; i < viewers; i += 1) {
    const au = readArray(dataset, 'action_units', { viewers: [i, i + 1] });
    const seen = readArray(dataset, 'observed', { viewers: [i, i + 1] });
    let laughs = 0;
    let rest = 0;
    let least = Number.POSITIVE_INFINITY;
    let strongest = -1;
    for (let t = 0; t < samples; t += 1) {
      const row = au.subarray(t * units.length, (t + 1) * units.length);
      let total = 0;
      for (const value of row) total += value;
      if (total < least) [least, rest] = [total, t];
      const strength = row[jaw] + row[smile] - 2 * row[blink];
      if (seen[t] === 1 && strength > strongest) [strongest, laughs] = [strength, t];
    }
    if (strongest > most) {
      most = strongest;
      Object.assign(best, { viewer: i, laughs, rest });
    }
  }
  return best;
}

/** Share of samples, 0..1, at which each viewer is observed. */
function observedShares(dataset: Dataset): Float64Array {
  const { viewers, samples } = dataset.sizes;
  const seen = readArray(dataset, 'observed');
  return Float64Array.from({ length: viewers }, (_, i) => {
    let sum = 0;
    for (let t = 0; t < samples; t += 1) sum += seen[i * samples + t];
    return sum / samples;
  });
}

/** Mean over the viewers of one action unit, T numbers. */
function meanCourse(dataset: Dataset, unit: number, units: number): Float64Array {
  const { viewers, samples } = dataset.sizes;
  const out = new Float64Array(samples);
  for (let i = 0; i < viewers; i += 1) {
    const au = readArray(dataset, 'action_units', { viewers: [i, i + 1] });
    for (let t = 0; t < samples; t += 1) out[t] += au[t * units + unit] / viewers;
  }
  return out;
}

function shareColor(share: number): string {
  const at = Math.min(SHARES.length - 1.0001, Math.max(0, share * (SHARES.length - 1)));
  const i = Math.floor(at);
  const part = (color: string, c: number): number => Number.parseInt(color.slice(1 + 2 * c, 3 + 2 * c), 16);
  const mixed = [0, 1, 2].map((c) => Math.round(part(SHARES[i], c) * (i + 1 - at) + part(SHARES[i + 1], c) * (at - i)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function label(x: number, y: number, text: string, size: number): string {
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${size > 15 ? INK : DIM}">${escaped(text)}</text>`;
}

function axis(from: number, to: number, y: number): string {
  return `<line x1="${from}" x2="${to}" y1="${y}" y2="${y}" stroke="${FAINT}"/>`;
}

function span(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

function n(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
