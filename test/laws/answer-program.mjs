// A model program for tests: answer-program.mjs WAY INPUT OUTPUT [STATE]. It answers 0.5 everywhere, or does wrong in the WAY told.
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

const [way, input, output, state] = process.argv.slice(2);
const { viewers, samples, features, rows, factors, round } = JSON.parse(readFileSync(join(input, 'task.json'), 'utf8'));

/** A .npy file by the format's description, of one number. */
function save(name, shape, value, { descr = '<f4', fortran = 'False', extra = 0 } = {}) {
  const text = `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (${shape.map((n) => `${n},`).join(' ')})}`;
  const head = Buffer.alloc(128, ' ');
  head.write('\x93NUMPY\x01\x00', 'latin1');
  head.writeUInt16LE(118, 8);
  head.write(text, 10);
  head[127] = 10;
  const Numbers = descr.endsWith('4') ? Float32Array : Float64Array;
  const numbers = new Numbers(shape.reduce((a, b) => a * b, 1) + extra).fill(value);
  writeFileSync(join(output, name), head);
  appendFileSync(join(output, name), new Uint8Array(numbers.buffer));
}

/** The rows of an input file, each of so many numbers. */
function load(name, Numbers, size) {
  const { buffer } = new Uint8Array(readFileSync(join(input, name)));
  const from = 10 + new DataView(buffer).getUint16(8, true);
  return Array.from({ length: rows }, (_, n) => new Numbers(buffer, from + n * size * Numbers.BYTES_PER_ELEMENT, size));
}

/** Puts rows that are not null in the place of those in a float32 file that was saved. */
function overwrite(name, given) {
  const bytes = readFileSync(join(output, name));
  given.forEach((row, n) => {
    if (row !== null) Buffer.from(row.buffer, row.byteOffset, row.byteLength).copy(bytes, 128 + n * row.byteLength);
  });
  writeFileSync(join(output, name), bytes);
}

const imputed = [viewers, samples, features];
const forecast = [rows, samples, features];
const answer = () => {
  save('imputed.npy', imputed, 0.5);
  save('forecast.npy', forecast, 0.5, { descr: '<f8' });
};

const WAYS = {
  right: answer,
  // The input as it was found, for whoever wants to look.
  copy: () => {
    cpSync(input, `${process.env.COPY_TO}-${round}`, { recursive: true });
    answer();
  },
  certain: () => {
    answer();
    save('imputed_deviation.npy', imputed, 0.25);
    save('forecast_deviation.npy', forecast, 0.25);
    save('U.npy', [viewers, factors], 1, { descr: '<f8' });
    save('V.npy', [samples, factors], 2);
  },
  tidy: () => {
    answer();
    rmSync(input, { recursive: true });
  },
  homeless: () => rmSync(output, { recursive: true }),
  // Holds 50 MB for a while.
  large: () => {
    const held = Buffer.alloc(50_000_000, 1);
    setTimeout(() => answer(held.length), 700);
  },
  // Answers the round's number, and fails where an earlier one has left nothing.
  rounds: () => {
    if (state !== undefined) {
      if (existsSync(join(state, `${round}`)) || (round > 1 && !existsSync(join(state, `${round - 1}`))))
        process.exit(9);
      writeFileSync(join(state, `${round}`), '');
    }
    if (round === 1) save('imputed.npy', imputed, 0);
    save('forecast.npy', forecast, round);
  },
  // Answers the number of the round and the place of each row in it.
  places: () => {
    save('imputed.npy', imputed, 0);
    save('forecast.npy', forecast, 0);
    const of = (n) => new Float32Array(samples * features).fill(10 * round + n);
    overwrite(
      'forecast.npy',
      Array.from({ length: rows }, (_, n) => of(n)),
    );
  },
  // Answers of each row whatever this round's folder shows of it elsewhere: a row that agrees with it and shows more.
  peek: () => {
    save('imputed.npy', imputed, 0.5);
    save('forecast.npy', forecast, 0.5);
    const values = load('rows.npy', Float32Array, samples * features);
    const masks = load('rows_mask.npy', Uint8Array, samples);
    const agree = (a, b, t) =>
      values[a].subarray(t * features, (t + 1) * features).every((value, d) => value === values[b][t * features + d]);
    const peeked = values.map((_, n) => {
      const more = values.findIndex((_, m) => {
        const common = [...masks[n].keys()].filter((t) => masks[n][t] === 1);
        const shows = masks[m].some((seen, t) => seen === 1 && masks[n][t] === 0);
        return m !== n && shows && common.every((t) => masks[m][t] === 1 && agree(n, m, t));
      });
      return more < 0 ? null : values[more].map((value) => (Number.isNaN(value) ? 0.5 : value));
    });
    overwrite('forecast.npy', peeked);
  },
  crash: () => {
    console.error('Traceback\n  line 1\n\u001b[31mValueError\u001b[0m: too bad\n');
    process.exit(3);
  },
  signal: () => process.kill(process.pid, 'SIGSEGV'),
  nothing: () => {},
  hang: () => {
    spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
    writeFileSync(process.env.PID_TO ?? join(output, 'imputed.npy'), `${process.pid}`);
    setInterval(() => {}, 1000);
  },
  leaves: () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
    child.unref();
    writeFileSync(process.env.PID_TO, `${child.pid}`);
    answer();
  },
  flood: () => {
    for (;;) appendFileSync(join(output, 'imputed.npy'), Buffer.alloc(1 << 20));
  },
  talk: () => {
    for (let n = 0; n < 20_000; n += 1) console.log('a line of much talk on standard output');
    for (let n = 0; n < 2000; n += 1) console.error('a line of much talk on standard error');
    answer();
  },
  nan: () => {
    answer();
    save('imputed.npy', imputed, Number.NaN);
  },
  huge: () => {
    answer();
    save('forecast.npy', forecast, 1e300, { descr: '<f8' });
  },
  shape: () => {
    answer();
    save('imputed.npy', [samples, viewers, features], 0.5);
  },
  fortran: () => {
    answer();
    save('imputed.npy', imputed, 0.5, { fortran: 'True' });
  },
  type: () => {
    answer();
    save('forecast.npy', forecast, 1, { descr: '<i8' });
  },
  long: () => {
    answer();
    save('forecast.npy', forecast, 1, { extra: 1 });
  },
  text: () => {
    answer();
    writeFileSync(join(output, 'imputed.npy'), 'I do not know');
  },
  extra: () => {
    answer();
    writeFileSync(join(output, 'imputed_deviations.npy'), '');
  },
  folder: () => {
    answer();
    mkdirSync(join(output, 'U.npy'));
  },
  link: () => {
    answer();
    symlinkSync('/dev/zero', join(output, 'V.npy'));
  },
  half: () => {
    answer();
    save('U.npy', [viewers, 2], 1);
  },
  factors: () => {
    answer();
    save('U.npy', [viewers, 2], 1);
    save('V.npy', [samples, 3], 1);
  },
  negative: () => {
    answer();
    save('imputed_deviation.npy', imputed, -1);
    save('forecast_deviation.npy', forecast, 1);
  },
  partly: () => {
    answer();
    save('imputed_deviation.npy', imputed, 1);
  },
};

WAYS[way]();
