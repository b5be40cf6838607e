import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explain } from '../../../../harness/fault.ts';
import { sceneAt, scenesOf } from '../../../../harness/report/scenes/scene.ts';
import { readScenes } from '../../../../harness/report/scenes/scenes-file.ts';
import { expectPlain } from '../../../laws/command.ts';
import { withFolder } from '../../../laws/tiny-dataset.ts';

const event = fc.record({
  at: fc.double({ min: 0, max: 890, noNaN: true }),
  type: fc.constantFrom('humor', 'surprise'),
  intensity: fc.constant(0.5),
  duration: fc.double({ min: 0.2, max: 8, noNaN: true }),
});

describe('scenesOf', () => {
  it('cuts the whole film into scenes between events, none too short, about one for a twelfth of it', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const scenes = scenesOf(events, 900);
        expect(scenes[0].from).toBe(0);
        expect(scenes.at(-1)?.to).toBe(900);
        scenes.forEach(({ number, from, to }, n) => {
          expect(number).toBe(n + 1);
          if (n > 0) expect(from).toBe(scenes[n - 1].to);
          expect(to - from).toBeGreaterThanOrEqual(75 / 2);
          if (n > 0) expect(events.some(({ at, duration }) => at < from - 1 && at + duration > from + 1)).toBe(false);
        });
        expect(scenes.length).toBeLessThanOrEqual(12);
      }),
    );
  });

  it('cuts at the longest pauses first, just before the next event', () => {
    const at = (seconds: number) => ({ at: seconds, type: 'humor', intensity: 1, duration: 2 });
    const scenes = scenesOf([at(5), at(15), at(70), at(80)], 100);
    expect(scenes.map(({ from }) => from)).toContain(68);
    expect(sceneAt(scenes, 67.9).to).toBe(68);
    expect(sceneAt(scenes, 100)).toBe(scenes.at(-1));
    expect(scenesOf([], 100)).toEqual([{ number: 1, title: 'Scene 1', from: 0, to: 100 }]);
  });
});

describe('readScenes', () => {
  const read = (folder: string, text: string) => {
    const path = join(folder, 'scenes.yaml');
    writeFileSync(path, text);
    return readScenes(path, 300);
  };

  it('takes seconds and times, each scene until the next', () =>
    withFolder((folder) => {
      const text =
        '- { at: 0, title: Opening }\n- { at: 1:30, title: "The <chase>" }\n- at: "0:02:10.5"\n- at: 200\n  title: 7\n';
      expect(read(folder, text)).toEqual([
        { number: 1, title: 'Opening', from: 0, to: 90 },
        { number: 2, title: 'The <chase>', from: 90, to: 130.5 },
        { number: 3, title: 'Scene 3', from: 130.5, to: 200 },
        { number: 4, title: '7', from: 200, to: 300 },
      ]);
    }));

  it.each([
    ['{}\n', /scenes\.yaml:1: top level: found an empty map, expected a list of scenes/],
    ['[]\n', /found an empty list/],
    ['- { at: 5 }\n', /:1: 0\.at: found 5, expected 0: the first scene begins with the film$/],
    ['- { at: 0 }\n- { at: 0 }\n', /:2: 1\.at: found 0, expected a time after 0 and before 300 s/],
    ['- { at: 0 }\n- { at: 5:00 }\n', /:2: 1\.at: found 300, expected a time after 0 and before 300 s/],
    ['- { at: soon }\n', /:1: 0\.at: found "soon", expected seconds, or a time such as 1:30/],
    ['- { title: x }\n', /0\.at: found nothing, expected seconds/],
    ['- { at: 0, title: "" }\n', /0\.title: found "", expected a text of 1 to 80 characters/],
    ['- { at: 0, name: x }\n', /0\.name: found an unknown key, expected at or title/],
    ['- 5\n', /: 0: found 5, expected a scene/],
    ['- { at: 0\n', /yaml/],
  ])('%j: one line that says where and what', (text, expected) =>
    withFolder((folder) => {
      let told = { status: 0, line: '' };
      try {
        read(folder, text);
      } catch (error) {
        told = explain(error);
      }
      expect(told.status).toBe(2);
      expect(told.line).toMatch(expected);
      expectPlain(told.line);
    }),
  );
});
