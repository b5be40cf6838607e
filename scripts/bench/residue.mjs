// How far sensing is from the truth: the tables of docs/simulator.md.
import { sensingResidue } from '../../dist/harness/residue.js';
import { loadScenario } from '../../dist/scenarios/schema/parse.js';
import { fillDocument } from './document.mjs';

const CASES = [
  ['family-film-v1', [], 'as it is'],
  [
    'family-film-v1',
    [
      'nuisance.head.yaw=0',
      'nuisance.head.pitch=0',
      'nuisance.head.roll=0',
      'nuisance.head.sway=0',
      'nuisance.head.reaction=0',
    ],
    'heads held still',
  ],
  ['family-film-v1', ['nuisance.head.yaw=20', 'nuisance.head.pitch=10'], 'heads turning three times as far'],
];

/** Prints the tables and writes them into the document. */
export async function bench() {
  const lines = [
    '`npm run bench -- residue`: RMS distance per landmark in units of the outer eye distance (1 is about 89 mm),',
    '120 s of `family-film-v1` from second 1,200 on.',
  ];
  for (const [id, sets, title] of CASES) {
    const rows = sensingResidue(loadScenario(id, sets), 1200, 120);
    lines.push(
      '',
      `${title}:`,
      '',
      '| region | clean from truth | its moving part | observed from clean |',
      '| --- | ---: | ---: | ---: |',
    );
    for (const row of rows) {
      lines.push(`| ${row.region} | ${row.residue.toFixed(4)} | ${row.moving.toFixed(4)} | ${row.noise.toFixed(4)} |`);
    }
  }
  console.log(lines.join('\n'));
  fillDocument('docs/simulator.md', 'residue', lines);
}
