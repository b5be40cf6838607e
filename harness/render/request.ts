import type { CameraModel } from '../../sim/cameras/camera.ts';
import type { RenderSource } from '../../sim/render/source.ts';
import { resized } from '../../sim/render/view.ts';
import { UsageError } from '../fault.ts';
import { type Parsed, text, texts, wholeNumber } from '../options.ts';
import { FRAME_PASSES, type FramePass } from './frames.ts';

export const FORMATS = ['png', 'webp', 'mp4'] as const;

/** What is to be drawn, and how. */
export type Request = {
  readonly out: string;
  readonly samples: readonly number[];
  readonly range: readonly [number, number];
  readonly cameras: readonly number[];
  readonly size: readonly [number, number] | null;
  readonly format: (typeof FORMATS)[number];
  readonly passes: readonly FramePass[];
  readonly portraits: number | undefined;
  readonly sheet: boolean;
};

function seconds(args: Parsed, name: string): number | undefined {
  const given = args.values[name];
  if (typeof given !== 'string') return undefined;
  const value = /^\d+(\.\d+)?$/.test(given) ? Number(given) : Number.NaN;
  if (!Number.isFinite(value)) throw new UsageError(`--${name}: found ${JSON.stringify(given)}, expected seconds`);
  return value;
}

/** The pixels that `--size` asks for; null without it. Throws UsageError. */
export function sizeOf(args: Parsed): [number, number] | null {
  const given = args.values.size;
  if (typeof given !== 'string') return null;
  const found = /^(\d{1,5})x(\d{1,5})$/.exec(given);
  const [width, height] = found === null ? [0, 0] : [Number(found[1]), Number(found[2])];
  if (!(width >= 16 && width <= 8192 && height >= 16 && height <= 8192)) {
    throw new UsageError(`--size: found ${JSON.stringify(given)}, expected WIDTHxHEIGHT, each 16 to 8192`);
  }
  return [width, height];
}

function listOf<T extends string>(args: Parsed, name: string, known: readonly T[], standard: readonly T[]): T[] {
  const given = args.values[name];
  if (typeof given !== 'string') return [...standard];
  const words = given.split(',');
  for (const word of words) {
    if (!(known as readonly string[]).includes(word)) {
      throw new UsageError(`--${name}: found ${JSON.stringify(word)}, expected one or more of ${known.join(', ')}`);
    }
  }
  return known.filter((word) => words.includes(word));
}

/** What portraits and the contact sheet have no use for. */
const IDLE = {
  'contact-sheet': ['portraits', 'camera', 'size', 'format', 'passes'],
  portraits: ['passes', 'every'],
} as const;

/** Refuses options that would be silently ignored. Throws UsageError. */
export function refuseIdle({ values }: Parsed): void {
  for (const mode of ['contact-sheet', 'portraits'] as const) {
    if (values[mode] === undefined || values[mode] === false) continue;
    for (const name of IDLE[mode]) {
      const given = values[name];
      if (given === undefined || (Array.isArray(given) && given.length === 0)) continue;
      throw new UsageError(`--${name}: found beside --${mode}, which has no use for it`);
    }
  }
}

/** The request that the arguments make of a dataset. Throws UsageError. */
export function readRequest(args: Parsed, { stage }: RenderSource): Request {
  const { rate, samples: total, cameras } = stage;
  const from = seconds(args, 'from') ?? 0;
  const to = seconds(args, 'to') ?? (total - 1) / rate;
  const every = seconds(args, 'every') ?? 1 / rate;
  const film = total / rate;
  if (from >= film) throw new UsageError(`--from: found ${from}, expected seconds below the film's ${film}`);
  if (to < from) throw new UsageError(`--to: found ${to}, expected seconds from --from (${from}) on`);
  const stride = every * rate;
  if (!(every > 0)) throw new UsageError(`--every: found ${every}, expected seconds above 0`);
  if (Math.round(stride) < 1 || Math.abs(stride - Math.round(stride)) > 1e-6)
    throw new UsageError(`--every: found ${every}, expected a multiple of ${1 / rate} (${rate} samples a second)`);
  const first = Math.ceil(from * rate - 1e-9);
  const last = Math.min(total - 1, Math.floor(to * rate + 1e-9));
  const step = Math.round(stride);
  const samples: number[] = [];
  for (let t = first; t <= last; t += step) samples.push(t);
  if (samples.length === 0)
    throw new UsageError(`--from ${from} --to ${to}: no sample lies between, expected one at least`);
  const names = texts(args, 'camera');
  for (const name of names) {
    if (!cameras.some((camera) => camera.name === name)) {
      const known = cameras.map((camera) => camera.name).join(', ');
      throw new UsageError(`--camera: found ${JSON.stringify(name)}, expected one of ${known}`);
    }
  }
  const chosen = cameras.flatMap(({ name }, c) => (names.length === 0 || names.includes(name) ? [c] : []));
  const [format] = listOf(args, 'format', FORMATS, ['png']);
  const passes = listOf(args, 'passes', FRAME_PASSES, ['ir']);
  const portraits = wholeNumber(args, 'portraits', 1, 1_000_000);
  const sheet = args.values['contact-sheet'] === true;
  const size = sizeOf(args);
  if (portraits !== undefined && size !== null && size[0] !== size[1])
    throw new UsageError(`--size: found "${size.join('x')}", expected a square for --portraits`);
  if (format === 'mp4' && (portraits !== undefined || passes.some((pass) => pass !== 'ir'))) {
    throw new UsageError('--format mp4: expected frames of the pass ir alone');
  }
  return {
    out: text(args, 'out'),
    samples,
    range: [first, last + 1],
    cameras: chosen,
    size,
    format,
    passes,
    portraits,
    sheet,
  };
}

/** A camera as its pictures are drawn. */
export function drawn({ size, format }: Request, camera: CameraModel): CameraModel {
  const [width, height] = size ?? [camera.width, camera.height];
  // H.264 wants even sides.
  return format === 'mp4'
    ? resized(camera, width - (width % 2), height - (height % 2))
    : resized(camera, width, height);
}
