import { join } from 'node:path';
import { DatasetFault } from '../../sim/dataset/fault.ts';
import { openDataset } from '../../sim/dataset/reader.ts';
import { verifyDatasetAsync } from '../../sim/dataset/verify.ts';
import { type Context, openContext } from '../../sim/render/context.ts';
import { FINE } from '../../sim/render/photographer.ts';
import { openSource, type RenderSource } from '../../sim/render/source.ts';
import { Interrupted } from '../../sim/screening/interrupted.ts';
import { fileNamePart } from '../export/face.ts';
import { STATUS, UsageError } from '../fault.ts';
import { type Command, type Io, type Outcome, type Parsed, text } from '../options.ts';
import { camerasText } from '../render/cameras.ts';
import { renderContactSheet } from '../render/contact-sheet.ts';
import { type PictureFormat, prepare } from '../render/encode.ts';
import { makeFolder, openFolder, writeWhole } from '../render/files.ts';
import { FRAME_PASSES, type FramesResult, renderFrames } from '../render/frames.ts';
import { renderPortraits } from '../render/portraits.ts';
import { drawn, FORMATS, type Request, readRequest, refuseIdle, sizeOf } from '../render/request.ts';
import { requireFfmpeg, Video } from '../render/video.ts';
import { packageVersion } from '../version.ts';

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
