import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../../harness/fault.ts';
import { BUILT_IN } from '../../../harness/models/built-in.ts';
import { isModel, namedContender, namedContenders } from '../../../harness/models/named.ts';
import { expectPlain } from '../../laws/command.ts';
import { smallTensor } from '../../laws/small-tensor.ts';

const folder = mkdtempSync(join(tmpdir(), 'matinee-named-'));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

write('inner.mjs', 'export const start = 1;');
write(
  'zero.mjs',
  `import { start } from './inner.mjs';
export const model = {
  fit: ({ samples, features }, { factors, columns, rate }) => {
    const mean = new Array(samples * features).fill(start + factors);
    return { impute: () => ({ mean }), foldIn: () => ({ mean }) };
  },
};`,
);
write('other.mjs', 'export const models = 1;');
write('no-fit.mjs', 'export const model = {};');
write('broken.mjs', 'export const model = {');
write('oracle.mjs', 'export const model = { fit() {} };');

type Modules = { readonly module: readonly (readonly [string, string])[] };

describe('namedContender', () => {
  it('knows every built-in model', async () => {
    for (const name of BUILT_IN) expect((await namedContender(name)).name).toBe(name);
  });

  it('loads a module, told apart by it and what it imports', async () => {
    const tensor = smallTensor(2, 3, 2);
    const own = await namedContender('./zero.mjs', { folder, factors: 4 });
    expect(own.name).toBe('zero');
    const fitted = await own.fit(tensor, [], { seed: 1, workers: 1 });
    expect(fitted.impute(0).mean).toEqual(new Float32Array(6).fill(5));
    expect((await namedContender('./zero.mjs', { folder, factors: 3 })).identity).not.toEqual(own.identity);
    for (const start of [1, 2]) {
      const copy = join(folder, `copy-${start}`);
      mkdirSync(copy);
      copyFileSync(join(folder, 'zero.mjs'), join(copy, 'zero.mjs'));
      writeFileSync(join(copy, 'inner.mjs'), `export const start = ${start};`);
      const { module } = (await namedContender('./zero.mjs', { folder: copy, factors: 4 })).identity as Modules;
      const { module: before } = own.identity as Modules;
      expect(module[0]).toEqual(before[0]);
      expect(module[1][1] === before[1][1]).toBe(start === 1);
    }
  });

  it('knows a module by what was loaded, which goes on to run, whatever becomes of the file', async () => {
    const options = { folder, factors: 4 };
    write('changing.mjs', 'export const model = { fit() {} };');
    const { identity } = await namedContender('./changing.mjs', options);
    write('changing.mjs', 'export const model = { fit: () => 1 };');
    expect((await namedContender('./changing.mjs', options)).identity).toEqual(identity);
  });

  it('takes a name before a model, and names a program by its file', async () => {
    expect((await namedContender('mine=./zero.mjs', { folder })).name).toBe('mine');
    expect((await namedContender('b=cp')).name).toBe('b');
    expect((await namedContender('b=cp')).identity).toEqual((await namedContender('cp')).identity);
    expect((await namedContender('cmd:/usr/bin/python3 -u zero.mjs {input} {output}', { folder })).name).toBe('zero');
    expect((await namedContender('cmd:../a_b.sh {input} {output}', { folder })).name).toBe('a_b');
    expect((await namedContender('x=cmd:p a=b {input} {output}', { folder })).name).toBe('x');
  });

  it('tells models from what may be something else', () => {
    const models = [...BUILT_IN, './a.ts', 'a.mjs', '/b/c.js', 'cmd:x'];
    for (const text of models) expect([isModel(text), isModel(`n=${text}`)]).toEqual([true, true]);
    for (const text of ['fave', 'out/model', 'n=out/model', 'fvae=', '']) expect(isModel(text)).toBe(false);
  });

  it.each([
    ['fave', /^MODEL: found "fave", expected fvae, viewer-mean, .+, a module .+ or cmd:PROGRAM \{input\} \{output\}$/],
    ['', /^MODEL: found "", expected fvae/],
    ['./none.mjs', /^\.\/none\.mjs: found no such file, expected a module that exports a model$/],
    ['./other.mjs', /^\.\/other\.mjs: found no export of the name model, expected: export const model = /],
    ['./no-fit.mjs', /^\.\/no-fit\.mjs: found a model without fit, expected/],
    ['./broken.mjs', /^\.\/broken\.mjs: cannot be loaded: /],
    ['./oracle.mjs', /^MODEL: found the name oracle, expected another: NAME=\.\/oracle\.mjs$/],
    ['ceiling=additive', /^MODEL: found the name ceiling, expected another: NAME=additive$/],
    ['oracle=additive', /^MODEL: found the name oracle, expected another: NAME=additive$/],
    ['cmd:python3 a.py', /^cmd: found no \{input\}/],
  ])('%j is refused in one line', async (text, line) => {
    const error: unknown = await namedContender(text, { folder, label: 'MODEL' }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toMatch(line);
    expectPlain((error as Error).message);
  });

  it('refuses two of one name', async () => {
    await expect(namedContenders(['cp', 'cp=pca'], { label: '--model' })).rejects.toThrow(
      /^--model: found two models cp, expected different names: NAME=cp=pca$/,
    );
    expect((await namedContenders(['cp', 'a=cp'])).map(({ name }) => name)).toEqual(['cp', 'a']);
  });
});
