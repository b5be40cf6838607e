import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { ACTION_UNIT_COUNT } from '../../sim/face/action-units.ts';
import type { Context } from '../../sim/render/context.ts';
import { EXPRESSION_NAMES, EXPRESSIONS, writeUnits } from '../../sim/render/expressions.ts';
import { Photographer } from '../../sim/render/photographer.ts';
import { encodePng } from '../../sim/render/png.ts';
import { Sensor } from '../../sim/render/sensor.ts';
import { type RenderSource, type Sample, sampleAt } from '../../sim/render/source.ts';
import { FINEST_FROM, TheaterScene } from '../../sim/render/theater-scene.ts';
import { resized } from '../../sim/render/view.ts';
import { Interrupted } from '../../sim/screening/interrupted.ts';
import { chooseSittings } from './choose.ts';
import { writeWhole } from './files.ts';
import { refuseLost } from './lost.ts';

const WIDTH = 1600;
const VIEW = { width: 796, height: 596 };
const PORTRAIT = 316;
const GAP = 4;
/** Frames on the sheet are drawn at twice the samples a pixel. */
const FINE = 2;
const FINEST_HEADS = 48;

/** Draws grey `pixels` at (x, y) of the sheet. */
function paste(sheet: Uint8Array, pixels: Uint8Array, width: number, x: number, y: number): void {
  for (let row = 0; row * width < pixels.length; row++) {
    sheet.set(pixels.subarray(row * width, (row + 1) * width), (y + row) * WIDTH + x);
  }
}

/** The same sample with one viewer's expression in place of its own, and the hands down. */
function posed(sample: Sample, viewer: number, units: Float32Array): Sample {
  const actionUnits = sample.moment.actionUnits.slice();
  actionUnits.set(units, viewer * ACTION_UNIT_COUNT);
  const activity = sample.moment.activity.slice();
  activity[viewer] = 0;
  return {
    ...sample,
    moment: { ...sample.moment, actionUnits, activity },
    play: { ...sample.play, actionUnits, activity },
  };
}

/**
 * One picture for a person, `contact-sheet.png`: the views of the first four cameras at sample `t`, below them five
 * viewers posed at neutral, smile, laugh, surprise and blink, and five as they really were. Resolves to its path. Throws
 * Interrupted when the signal says so.
 */
export async function renderContactSheet(
  context: Context,
  source: RenderSource,
  out: string,
  t: number,
  signal: AbortSignal,
): Promise<string> {
  const breathe = async (): Promise<void> => {
    await setImmediate();
    if (signal.aborted) throw new Interrupted('interrupted');
  };
  const { stage, rigs } = source;
  const cameras = stage.cameras.slice(0, 4);
  const viewRows = Math.ceil(cameras.length / 2);
  const height = viewRows * (VIEW.height + GAP) + 2 * (PORTRAIT + GAP);
  const sheet = new Uint8Array(WIDTH * height);
  const scene = new TheaterScene(context, stage, rigs, FINEST_HEADS);
  const sensor = new Sensor(VIEW.width, VIEW.height, FINE);
  const models = cameras.map((camera) => resized(camera, VIEW.width, VIEW.height));
  try {
    scene.set(sampleAt(source, t).moment, models, { only: null, finest: FINEST_FROM });
    for (const [c, model] of models.entries()) {
      const pixels = scene.photograph(model, sensor, scene.exposure(scene.irradianceFor(model), c, t, false));
      const x = (c % 2) * (VIEW.width + 2 * GAP);
      paste(sheet, pixels, VIEW.width, x, Math.floor(c / 2) * (VIEW.height + GAP));
      await breathe();
    }
  } finally {
    scene.dispose();
    sensor.dispose();
  }
  const photographer = new Photographer(context, source);
  const sittings = chooseSittings(source, 10, 0, stage.samples, [...stage.cameras.keys()]);
  const units = new Float32Array(ACTION_UNIT_COUNT);
  try {
    for (const [n, { viewer, sample: when, camera }] of sittings.entries()) {
      const real = sampleAt(source, when);
      writeUnits(EXPRESSIONS[EXPRESSION_NAMES[n % 5]], units, 0);
      const portrait = photographer.take(n < 5 ? posed(real, viewer, units) : real, viewer, camera, PORTRAIT, n);
      await breathe();
      if (portrait === null) continue;
      const y = viewRows * (VIEW.height + GAP) + Math.floor(n / 5) * (PORTRAIT + GAP);
      paste(sheet, portrait.pixels, PORTRAIT, (n % 5) * (PORTRAIT + GAP), y);
    }
  } finally {
    photographer.dispose();
  }
  const path = join(out, 'contact-sheet.png');
  refuseLost(context);
  await writeWhole(path, await encodePng(sheet, WIDTH, height, 'grey'));
  return path;
}
