/** How work shows itself, with a note on how it goes where there is one: a bar that redraws on a terminal, plain lines at every tenth otherwise. */
export function progressOn(
  stream: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number },
  label: string,
  clock: () => number,
): (done: number, total: number, note?: string) => void {
  const started = clock();
  let shown = -1;
  return (done, total, note) => {
    const share = total === 0 ? 1 : done / total;
    const step = stream.isTTY === true ? Math.floor(share * 200) : Math.floor(share * 10);
    if (step === shown && done !== total) return;
    shown = step;
    const passed = clock() - started;
    const more = note === undefined ? '' : `, ${note}`;
    // Of what has not begun nobody knows how long it takes.
    const left = share > 0 ? `${duration((passed / share) * (1 - share))} left` : '';
    if (stream.isTTY === true) {
      const width = Math.max(10, Math.min(40, (stream.columns ?? 80) - 40));
      const full = Math.round(share * width);
      const bar = '█'.repeat(full) + '░'.repeat(width - full);
      stream.write(`\r${label} ${bar} ${(share * 100).toFixed(0).padStart(3)} % ${left}${more} \u001b[K`);
      if (done === total) stream.write('\r\u001b[K');
    } else {
      const rest = note === undefined || left === '' ? more : `${more}, ${left}`;
      stream.write(`${label}: ${(share * 100).toFixed(0)} %${rest}\n`);
    }
  };
}

/** A time for people: 0.8 s, 42 s, 3 min 20 s, 2 h 5 min. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.round((whole % 3600) / 60)} min`;
}

const LEVELS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** A line of block characters for values >= 0, the largest of each of `width` bins, scaled to the largest of all. */
export function sparkline(values: ArrayLike<number>, width: number): string {
  const bins = Array.from({ length: Math.min(width, values.length) }, () => 0);
  for (let n = 0; n < values.length; n += 1) {
    const bin = Math.floor((n * bins.length) / values.length);
    bins[bin] = Math.max(bins[bin], values[n]);
  }
  const top = Math.max(...bins, 1e-12);
  return bins.map((value) => LEVELS[Math.round((value / top) * (LEVELS.length - 1))]).join('');
}
