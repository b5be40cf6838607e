import { join } from 'node:path';
import { DatasetFault } from '../../sim/dataset/fault.ts';
import { openDataset } from '../../sim/dataset/reader.ts';
import { verifyDatasetAsync } from '../../sim/dataset/verify.ts';
import { type Context, openContext } from '../../sim/render/context.ts';
import { FINE } from '../../sim/render/photographer.ts';
import { openSource, type RenderSource } from '../../sim/render/source.ts';
import { resized } from '../../sim/render/view.ts';
import { Interrupted } from '../../sim/screening/interrupted.ts';
import { fileNamePart } from '../export/face.ts';
import { STATUS, UsageError } from '../fault.ts';
import { type Command, type Io, type Outcome, type Parsed, text, texts, wholeNumber } from '../options.ts';
import { camerasText } from '../render/cameras.ts';
import { renderContactSheet } from '../render/contact-sheet.ts';
import { type PictureFormat, prepare } from '../render/encode.ts';
import { makeFolder, openFolder, writeWhole } from '../render/files.ts';
import { FRAME_PASSES, type FramePass, type FramesResult, renderFrames } from '../render/frames.ts';
import { renderPortraits } from '../render/portraits.ts';
import { requireFfmpeg, Video } from '../render/video.ts';
import { packageVersion } from '../version.ts';

const FORMATS = ['png', 'webp', 'mp4'] as const;

/** `matinee render DIR --out DIR`: pictures of a dataset. */
export const renderCommand: Command = {
  name: 'render',
  summary: 'draws what the cameras saw: frames, masks, labels',
  positionals: ['DIR'],
  options: {
    out: { value: 'DIR', help: 'the folder to write to; begun work in it goes on' },
    from: { value: 'S', help: 'first second (default 0)' },
    to: { value: 'S', help: 'last second (default: the end)' },
    every: { value: 'S', help: 'seconds between frames (default: every sample)' },
    camera: { value: 'NAME', multiple: true, help: 'only this camera (repeatable)' },
    size: { value: 'WxH', help: "pixels in place of the cameras' own; of portraits W x W (default 192)" },
    format: { value: 'F', help: FORMATS.join(', ') },
    passes: { value: 'LIST', help: `of ${FRAME_PASSES.join(',')} (default ir)` },
    portraits: { value: 'N', help: 'N single faces in place of frames' },
    'contact-sheet': { help: 'one picture for a person in place of frames' },
    json: { help: 'print one JSON object' },
    help: { short: 'h', help: 'show this' },
  },
  run,
};

type Request = {
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

function sizeOf(args: Parsed): [number, number] | null {
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

/** Refuses options that would be silently ignored. */
function refuseIdle({ values }: Parsed): void {
  for (const mode of ['contact-sheet', 'portraits'] as const) {
    if (values[mode] === undefined || values[mode] === false) continue;
    for (const name of IDLE[mode]) {
      const given = values[name];
      if (given === undefined || (Array.isArray(given) && given.length === 0)) continue;
      throw new UsageError(`--${name}: found beside --${mode}, which has no use for it`);
    }
  }
}

function readRequest(args: Parsed, { stage }: RenderSource): Request {
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

function drawn({ size, format }: Request, camera: RenderSource['stage']['cameras'][number]) {
  const [width, height] = size ?? [camera.width, camera.height];
  // H.264 wants even sides.
  return format === 'mp4'
    ? resized(camera, width - (width % 2), height - (height % 2))
    : resized(camera, width, height);
}

/** Throws DatasetFault (`damage`) with the first of what `verify` finds wrong with a dataset. */
async function requireWhole(dir: string, io: Io): Promise<void> {
  const { problems } = await verifyDatasetAsync(dir, io.progress(`verify ${dir}`), () => io.signal.aborted);
  if (io.signal.aborted) throw new Interrupted('interrupted');
  if (problems.length === 0) return;
  const others = problems.length > 1 ? `, and ${problems.length - 1} more; see: matinee verify ${dir}` : '';
  throw new DatasetFault('damage', `${join(dir, problems[0])}${others}`);
}

async function run(args: Parsed, io: Io): Promise<Outcome> {
  const [dir] = args.positionals;
  text(args, 'out');
  refuseIdle(args);
  sizeOf(args);
  const dataset = openDataset(dir);
  await requireWhole(dir, io);
  const source = openSource(dataset);
  const request = readRequest(args, source);
  const { format } = request;
  if (format === 'mp4') requireFfmpeg();
  else await prepare(format);
  const context = await openContext();
  io.say(`${context.device} by ${context.through}${context.software ? ' (software, no GPU)' : ''}`);
  try {
    refuseTooLarge(context, source, request);
    return await draw(context, source, request, io);
  } finally {
    context.close();
  }
}

/** Refuses pictures beyond what the driver can draw into: it would leave them black. */
function refuseTooLarge({ longest, device }: Context, { stage }: RenderSource, request: Request): void {
  if (request.sheet) return;
  const portraits = request.portraits !== undefined;
  const most = portraits ? Math.floor(longest / FINE) : longest;
  const pictures = portraits
    ? [{ name: 'portraits', width: portraitSize(request), height: portraitSize(request) }]
    : request.cameras.map((c) => drawn(request, stage.cameras[c]));
  for (const { name, width, height } of pictures) {
    if (Math.max(width, height) <= most) continue;
    throw new UsageError(`--size: found ${width}x${height} (${name}), expected at most ${most} a side with ${device}`);
  }
}

function portraitSize({ size }: Request): number {
  return size?.[0] ?? 192;
}

async function draw(context: Context, source: RenderSource, request: Request, io: Io): Promise<Outcome> {
  const { out, size, format, portraits, sheet, samples, passes } = request;
  const { attributes } = source.dataset;
  const middle = samples[Math.floor(samples.length / 2)];
  const settings = {
    matinee: packageVersion(),
    renderer: context.device,
    dataset: {
      title: attributes.title,
      seed: attributes.seed,
      command: attributes.command,
      scenario: attributes.scenario,
    },
    what:
      portraits !== undefined
        ? { portraits, between: request.range, cameras: request.cameras }
        : sheet
          ? { contactSheet: middle }
          : { samples, passes, cameras: request.cameras },
    size,
    format,
  };
  const resume = openFolder(out, settings);
  const device = { device: context.device, through: context.through, software: context.software };
  const common = { out, resume, clock: () => io.clock(), signal: io.signal };
  if (sheet) {
    const path = await renderContactSheet(context, source, out, middle, io.signal);
    io.say(`wrote ${path}`);
    return { status: STATUS.done, json: { out, contactSheet: path, ...device } };
  }
  const started = io.clock();
  if (portraits !== undefined) {
    const made = await renderPortraits(context, source, {
      ...common,
      count: portraits,
      cameras: request.cameras,
      size: portraitSize(request),
      from: request.range[0],
      to: request.range[1],
      format: format as PictureFormat,
      onProgress: io.progress(`render ${out}`),
    });
    io.say(
      `wrote ${made} ${made === 1 ? 'portrait' : 'portraits'} to ${out} in ${(io.clock() - started).toFixed(1)} s`,
    );
    return { status: STATUS.done, json: { out, portraits: made, ...device } };
  }
  const made = await frames(context, source, request, common, io);
  const kept = made.kept > 0 ? ` (${made.kept} were there)` : '';
  io.say(
    `wrote ${made.frames} ${made.frames === 1 ? 'frame' : 'frames'}${kept} with ${made.faces} faces to ${out} in ${(io.clock() - started).toFixed(1)} s`,
  );
  return { status: STATUS.done, json: { out, ...made, ...device } };
}

async function frames(
  context: Context,
  source: RenderSource,
  request: Request,
  common: { out: string; resume: boolean; clock: () => number; signal: AbortSignal },
  io: Io,
): Promise<FramesResult> {
  const { out, format, samples } = request;
  const { stage } = source;
  const models = request.cameras.map((c) => drawn(request, stage.cameras[c]));
  for (const { name } of models) if (format !== 'mp4') makeFolder(join(out, fileNamePart(name)));
  await writeWhole(join(out, 'cameras.json'), camerasText(models));
  const step = samples.length > 1 ? samples[1] - samples[0] : 1;
  const videos =
    format === 'mp4'
      ? models.map(
          ({ name, width, height }) =>
            new Video(join(out, `${fileNamePart(name)}.mp4`), width, height, stage.rate / step),
        )
      : null;
  try {
    return await renderFrames(context, source, {
      ...common,
      resume: common.resume && videos === null,
      samples,
      cameras: request.cameras,
      models,
      passes: request.passes,
      format: format === 'mp4' ? 'png' : format,
      videos,
      onProgress: io.progress(`render ${out}`),
    });
  } catch (error) {
    for (const video of videos ?? []) await video.abandon();
    throw error;
  }
}
