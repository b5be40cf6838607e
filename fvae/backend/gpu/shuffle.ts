import { HASH } from './normals.ts';
import { flat, integer, type Kernel, type Program, THREAD, word } from './program.ts';

/** Rounds of the network; four make a permutation that looks like a random one (Luby and Rackoff, 1988). */
const ROUNDS = 6;

/** What is asked of each entry i T + t: itself, i or t. */
const PARTS = ['entry', 'viewer', 'sample'] as const;

/**
 * Places `from` to `from + count` of `entries` in the random order that a seed of two words stands for, int32: a Feistel network
 * over the places, gone through again where it leads out of them (Black and Rogaway, 2002). No order is kept anywhere, and
 * every place costs the same.
 */
export const shuffledEntries: Kernel = ({ backend, inputs, attrs }) => {
  const { entries } = inputs;
  const [one, other] = attrs['seed'] as [number, number];
  const count = attrs['count'] as number;
  const size = entries.shape[0]!;
  const half = Math.max(1, Math.ceil(Math.log2(Math.max(2, size)) / 2));
  const program: Program = {
    variableNames: ['A'],
    ...flat(count, count),
    uniforms: 'first : i32, count : i32, items : i32, half : u32, one : u32, other : u32, samples : i32, wanted : i32,',
    shaderKey: 'matinee shuffle',
    getUserCode: () => `
      ${HASH}
      fn turned(place : u32) -> u32 {
        let mask = (1u << uniforms.half) - 1u;
        var left = place >> uniforms.half;
        var right = place & mask;
        for (var round = 0u; round < ${ROUNDS}u; round += 1u) {
          let mixed = left ^ (scrambled(scrambled(right ^ uniforms.one) + uniforms.other + round * 0x9e3779b9u) & mask);
          left = right;
          right = mixed;
        }
        return (left << uniforms.half) | right;
      }
      fn main() {
        let at = i32(${THREAD});
        if (at >= uniforms.count) { return; }
        var place = turned(u32((uniforms.first + at) % uniforms.items));
        while (place >= u32(uniforms.items)) { place = turned(place); }
        let entry = A[place];
        result[at] = select(select(entry % uniforms.samples, entry / uniforms.samples, uniforms.wanted == 1), entry, uniforms.wanted == 0);
      }`,
  };
  const wanted = PARTS.indexOf(attrs['part'] as (typeof PARTS)[number]);
  const out = backend.runWebGPUProgram(program, [entries], 'int32', [
    ...[attrs['from'] as number, count, size].map(integer),
    ...[half, one, other].map(word),
    ...[attrs['samples'] as number, wanted].map(integer),
  ]);
  return { ...out, shape: [count] };
};
