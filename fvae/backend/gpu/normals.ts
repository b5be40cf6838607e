import * as tf from '@tensorflow/tfjs-core';
import { flat, integer, type Kernel, type Program, THREAD, word } from './program.ts';

/** WGSL of Murmur3's finaliser: every bit of the word depends on every bit that went in. */
export const HASH = `
      fn scrambled(word : u32) -> u32 {
        var h = word;
        h = (h ^ (h >> 16u)) * 0x85ebca6bu;
        h = (h ^ (h >> 13u)) * 0xc2b2ae35u;
        return h ^ (h >> 16u);
      }`;

/**
 * Standard normal numbers made where they are used: a counter hashed with a seed of two words (Murmur3's finaliser), then
 * Box and Muller's pairs. The same seed gives the same numbers on the same GPU.
 */
export const standardNormal: Kernel = ({ backend, attrs }) => {
  const shape = attrs['shape'] as number[];
  const [one, other] = attrs['seed'] as [number, number];
  const size = tf.util.sizeFromShape(shape);
  const program: Program = {
    variableNames: [],
    ...flat(size, Math.ceil(size / 2)),
    uniforms: 'items : i32, one : u32, other : u32,',
    shaderKey: 'matinee normals',
    getUserCode: () => `
      ${HASH}
      fn uniformOf(counter : u32) -> f32 {
        let word = scrambled(scrambled(scrambled(counter ^ uniforms.one) + uniforms.other));
        return f32(word >> 8u) / 16777216.0;
      }
      fn main() {
        let pair = ${THREAD};
        let at = 2 * i32(pair);
        if (at >= uniforms.items) { return; }
        let radius = sqrt(-2.0 * log(1.0 - uniformOf(2u * pair)));
        let angle = 6.283185307179586 * uniformOf(2u * pair + 1u);
        result[at] = radius * cos(angle);
        if (at + 1 < uniforms.items) { result[at + 1] = radius * sin(angle); }
      }`,
  };
  const out = backend.runWebGPUProgram(program, [], 'float32', [integer(size), word(one), word(other)]);
  return { ...out, shape };
};
