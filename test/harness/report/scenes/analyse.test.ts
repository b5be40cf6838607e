import { describe, expect, it } from 'vitest';
import { analyse } from '../../../../harness/report/scenes/analyse.ts';
import { quietSamples, readingOf } from '../../../../harness/report/scenes/reaction.ts';
import { type Audience, readAudience } from '../../../../harness/report/scenes/read-audience.ts';
import { courseOf, FILM, N, SCENES, sensitivity, T, type World, worldOf } from './synthetic.ts';

function read(world: World): Promise<Audience> {
  const reading = readingOf(world.fitted, FILM.stimulus, FILM.rate)!;
  return readAudience(N, { ...world, reading });
}

const told = async (world: World) => analyse(FILM, await read(world), SCENES);

describe('readingOf', () => {
  it('names factors by what of the script their courses follow', () => {
    const { answers, heights, faces } = readingOf(worldOf().fitted, FILM.stimulus, 1)!;
    expect([answers.humor.map(({ factor }) => factor), answers.surprise.map(({ factor }) => factor)]).toEqual([
      [0],
      [1],
    ]);
    expect(heights).toEqual(worldOf().peaks.map((peak) => expect.closeTo(peak, 9)));
    expect(faces).toHaveLength(2);
  });

  it('says nothing for a model without factors or faces', () => {
    const { fitted } = worldOf();
    expect(readingOf({ ...fitted, factors: () => null }, FILM.stimulus, 1)).toBeNull();
    const { alone: _, ...mute } = fitted;
    expect(readingOf(mute, FILM.stimulus, 1)).toBeNull();
  });

  it('takes for quiet what asks for next to nothing', () => {
    const quiet = quietSamples(worldOf().fitted.factors()!, [0]);
    expect([quiet[0], quiet[6], quiet[38]]).toEqual([1, 0, 1]);
  });
});

describe('readAudience', () => {
  it('reads from what was seen how much each viewer reacted, 1 being the audience’s mean at the peak', async () => {
    const { reactions } = await read(worldOf());
    for (const i of [0, 20]) {
      const own = reactions.humor!.subarray(i * T, (i + 1) * T);
      const error = courseOf(0).reduce((sum, value, t) => sum + (own[t] - sensitivity(i) * value) ** 2 / T, 0);
      expect(Math.sqrt(error)).toBeLessThan(0.06);
    }
  });

  it('stops when told to by what happens meanwhile', async () => {
    const world = worldOf();
    const reading = readingOf(world.fitted, FILM.stimulus, FILM.rate)!;
    const abort = new AbortController();
    setImmediate(() => abort.abort());
    await expect(readAudience(N, { ...world, reading }, { signal: abort.signal })).rejects.toThrow('interrupted');
  });

  it('sees what the model does not foretell, and imputes where nobody saw', async () => {
    const world = worldOf({
      played: (k, scene) => (k === 0 && scene === 2 ? 0.5 : 1),
      seen: (i, t) => i !== 3 || t < 80 || t >= 120,
      noise: 0,
    });
    const { reactions, seen } = await read(world);
    const at = 80 + 7;
    expect(reactions.humor![at] / (sensitivity(0) * courseOf(0)[at])).toBeCloseTo(0.5, 2);
    expect(reactions.humor![3 * T + at] / (sensitivity(3) * courseOf(0)[at])).toBeCloseTo(1, 2);
    expect(seen[3 * T + at]).toBe(0);
  });
});

describe('analyse', () => {
  it('finds no verdict but “as asked” where every scene is answered alike', async () => {
    for (const { reactions } of (await told(worldOf())).scenes) expect(reactions.humor?.verdict).toBe('as asked');
  });

  it.each([
    [1, 0.5, 'less'],
    [4, 1.8, 'more'],
  ])(
    'finds that scene %i was answered %d times as much as others: %s, by how much, and no other',
    async (odd, by, expected) => {
      const { scenes } = await told(worldOf({ played: (k, scene) => (k === 0 && scene === odd ? by : 1) }));
      expect(scenes.map(({ reactions }) => reactions.humor?.verdict)).toEqual(
        scenes.map((_, n) => (n === odd ? expected : 'as asked')),
      );
      const reaction = scenes[odd].reactions.humor!;
      expect(reaction.beyond!.mean).toBeCloseTo(reaction.drawn.mean - reaction.expected!, 9);
      expect(reaction.beyond!.mean / reaction.expected!).toBeCloseTo(by - 1, 0);
      // Surprise was answered as ever, and is asked for in every other scene alone.
      expect(scenes.map(({ reactions }) => reactions.surprise?.verdict)).toEqual([
        'as asked',
        null,
        'as asked',
        null,
        'as asked',
        null,
      ]);
    },
  );

  it('tells groups apart where they differ, and the whole film from its scenes', async () => {
    const { byGroup, groups } = await told(worldOf());
    const of = (group: string, scene: number) =>
      byGroup.find((row) => row.stimulus === 'humor' && row.group === group && row.scene === scene)!;
    expect(of('warm', 0).mean / of('cool', 0).mean).toBeCloseTo(2, 1);
    expect(of('warm', 3).low).toBeGreaterThan(of('cool', 3).high!);
    const mean = SCENES.reduce((sum, { number }) => sum + of('cool', number).mean / 6, 0);
    expect(of('cool', 0).mean).toBeCloseTo(mean, 6);
    expect(groups.filter(({ kind }) => kind === 'age').map(({ viewers }) => viewers)).toEqual([10, 14]);
    expect(groups.filter(({ kind }) => kind === 'seats').every(({ viewers }) => viewers >= 3)).toBe(true);
  });

  it('is less sure of whom it saw less', async () => {
    const width = async (world: World): Promise<number> => {
      const { drawn } = (await told(world)).scenes[2].reactions.humor!;
      return drawn.high! - drawn.low!;
    };
    const noise = 0.3;
    expect(await width(worldOf({ noise, seen: (_, t) => t < 80 || t >= 118 }))).toBeGreaterThan(
      1.05 * (await width(worldOf({ noise }))),
    );
  });

  it('finds most shared what moves everybody, and least the event that moves nobody', async () => {
    const { moments, scenes } = await told(worldOf({ played: (k, scene) => (k === 0 && scene === 3 ? 0 : 1) }));
    expect(moments.most).toHaveLength(5);
    expect(moments.most[0].shared).toBeGreaterThan(0.8);
    expect(moments.least[0]).toMatchObject({ stimulus: 'humor', scene: 4, event: 125 });
    expect(moments.least[0].shared).toBeLessThan(0.2);
    expect(scenes[3].reactions.humor!.shared).toBeLessThan(0.2);
  });
});
