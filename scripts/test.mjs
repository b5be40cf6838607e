// `npm test`: set-up, format, lint, types, then every test; ends with `N passed, N failed` from the runner's own report.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, setUp } from './setup.mjs';

setUp({ tests: true });

const bin = (name, ...path) => join(root, 'node_modules', name, ...path);
function step(title, args) {
  console.log(`\n${title}`);
  const result = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  return result.status === 0;
}

const checks = [
  ['format and lint', [bin('@biomejs/biome', 'bin', 'biome'), 'check', '.']],
  ['types', [bin('typescript', 'bin', 'tsc'), '-p', 'tsconfig.json']],
];
const failedChecks = checks.filter(([title, args]) => !step(title, args)).map(([title]) => title);

const folder = mkdtempSync(join(tmpdir(), 'matinee-report-'));
const report = join(folder, 'report.json');
const ran = step('tests', [
  bin('vitest', 'vitest.mjs'),
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
]);

let passed = checks.length - failedChecks.length;
let failed = failedChecks.length;
try {
  const found = JSON.parse(readFileSync(report, 'utf8'));
  passed += found.numPassedTests;
  failed += found.numFailedTests + found.numPendingTests;
  // A file that does not load has no tests to count: it is one failure.
  failed += found.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
} catch {
  failed += 1;
}
if (!ran && failed === 0) failed = 1;
rmSync(folder, { recursive: true, force: true });
for (const title of failedChecks) console.log(`failed: ${title}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
