import { openDataset, readArray } from '../../sim/dataset/reader.ts';

const hooks = globalThis as { truthFor?: ((values: ArrayLike<number>) => Float32Array) | undefined };

/** A module whose model knows the truth of new viewers: it asks for it behind everybody's back. */
export const CHEAT = `export const model = {
  fit: ({ samples, features }) => ({
    impute: () => ({ mean: new Float32Array(samples * features) }),
    foldIn: (values) => ({ mean: globalThis.truthFor(values) }),
  }),
};
`;

/** Does something while the model above has these datasets to look into. */
export async function cheating<T>(dirs: () => readonly string[], action: () => Promise<T>): Promise<T> {
  const known = new Map<string, readonly (readonly [Float32Array, Float32Array])[]>();
  const rowsOf = (dir: string) => {
    const dataset = openDataset(dir);
    return Array.from({ length: dataset.sizes.viewers }, (_, viewer) => {
      const of = (name: string) => readArray(dataset, name, { viewers: [viewer, viewer + 1] }) as Float32Array;
      return [of('landmarks/observed'), of('landmarks/clean')] as const;
    });
  };
  hooks.truthFor = (values) => {
    const at = Array.from(values).findIndex((value) => Number.isFinite(value));
    for (const dir of at < 0 ? [] : dirs()) {
      const rows = known.get(dir) ?? rowsOf(dir);
      known.set(dir, rows);
      const found = rows.find(([observed]) => observed[at] === values[at]);
      if (found !== undefined) return found[1];
    }
    return new Float32Array(values.length);
  };
  try {
    return await action();
  } finally {
    hooks.truthFor = undefined;
  }
}
