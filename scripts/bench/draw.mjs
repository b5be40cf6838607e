// Draws moments of a scenario and reads the pictures back, in Node and in a browser alike.
import { buildRig } from '../../dist/sim/face/rig.js';
import { Sensor } from '../../dist/sim/render/sensor.js';
import { FINEST_FROM, TheaterScene } from '../../dist/sim/render/theater-scene.js';
import { resized } from '../../dist/sim/render/view.js';
import { play } from '../../dist/sim/screening/play.js';
import { setStage } from '../../dist/sim/screening/stage.js';

/** Milliseconds of each moment: all viewers set, all cameras' pictures drawn and read, neither labels nor files. */
export function drawMoments(renderer, scenario, moments, [width, height]) {
  const stage = setStage(scenario);
  const rigs = stage.viewers.map(({ identity }) => buildRig(identity));
  const scene = new TheaterScene({ renderer }, stage, rigs, 48);
  const models = stage.cameras.map((camera) => resized(camera, width, height));
  const sensors = models.map(() => new Sensor(width, height, 1));
  const levels = models.map((model) => scene.irradianceFor(model));
  const walls = [];
  for (let sample = 0; sample < moments; sample++) {
    const started = performance.now();
    scene.set({ sample, ...play(stage, sample, 1) }, models, { only: null, finest: FINEST_FROM });
    models.forEach((model, c) => {
      scene.expose(model, sensors[c]);
    });
    sensors.forEach((sensor, c) => {
      sensor.develop(renderer, scene.exposure(levels[c], c, sample, false));
    });
    for (const sensor of sensors) sensor.read(renderer);
    walls.push(performance.now() - started);
  }
  scene.dispose();
  for (const sensor of sensors) sensor.dispose();
  return walls;
}

/** The median without the first two, in which shaders are compiled and meshes built. */
export function middle(values) {
  const rest = values.slice(2).sort((a, b) => a - b);
  return rest[rest.length >> 1];
}
