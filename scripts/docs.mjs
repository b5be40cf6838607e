// Regenerates what is derived from the scenario schema: scenarios/schema.json and docs/scenario-reference.md.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
const compiler = fileURLToPath(new URL('node_modules/typescript/bin/tsc', root));
const build = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
  cwd: fileURLToPath(root),
  stdio: 'inherit',
});
if (build.status !== 0) process.exit(build.status ?? 1);

const { jsonSchema, jsonText } = await import(new URL('dist/scenarios/schema/json-schema.js', root).href);
const { renderReference } = await import(new URL('dist/harness/reference.js', root).href);
writeFileSync(new URL('scenarios/schema.json', root), `${jsonText(jsonSchema())}\n`);
writeFileSync(new URL('docs/scenario-reference.md', root), renderReference());
console.log('wrote scenarios/schema.json and docs/scenario-reference.md');
