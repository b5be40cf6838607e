// Options of a script: read, helped with and refused alike.
import { parseArgs } from 'node:util';

/** The options of `name` as given, and what refuses them in one line with status 2; `--help` prints `help` and ends. */
export function readOptions(name, help, options) {
  const refuse = (line) => {
    console.error(`${name}: ${line}`);
    process.exit(2);
  };
  let values;
  try {
    ({ values } = parseArgs({ options: { ...options, help: { type: 'boolean', short: 'h', default: false } } }));
  } catch (error) {
    return refuse(`${error.message.split('\n')[0]}; --help tells what there is`);
  }
  if (values.help) {
    console.log(help);
    process.exit(0);
  }
  const whole = (option, text, least, most = 4294967295) => {
    if (/^\d{1,10}$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
    return refuse(`--${option}: found ${JSON.stringify(text)}, expected a whole number, ${least} or more`);
  };
  return { values, refuse, whole };
}
