/** Options that say where and how fast, not what: left out of the command a dataset records. */
const LEFT_OUT = new Set(['output', 'workers', 'json', 'dry-run', 'resume', 'html', 'help']);

/** A word as a POSIX shell needs it. */
export function shellWord(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The command that made a dataset, without `-o`, `--workers` and `--json`, options in the order of their names. */
export function commandText(
  name: string,
  positionals: readonly string[],
  values: Readonly<Record<string, string | boolean | readonly string[] | undefined>>,
): string {
  // A word that begins with a dash would be read as an option.
  const words = ['matinee', name, ...positionals.map((word) => (word.startsWith('-') ? `./${word}` : word))];
  for (const option of Object.keys(values).sort()) {
    const value = values[option];
    if (LEFT_OUT.has(option) || value === undefined || value === false) continue;
    const each = Array.isArray(value) ? (value as readonly string[]) : [value as string | true];
    for (const one of each) {
      if (typeof one === 'string' && one.startsWith('-')) words.push(`--${option}=${one}`);
      else words.push(`--${option}`, ...(one === true ? [] : [one]));
    }
  }
  return words.map(shellWord).join(' ');
}
