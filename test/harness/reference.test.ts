import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { limitOf, referenceRows, renderReference } from '../../harness/reference.ts';
import { LIMITS } from '../../scenarios/schema/limits.ts';

const rows = referenceRows();
const numeric = /^(number|whole number)( or null)?$/;

describe('the scenario reference', () => {
  it('is what the schema says (npm run docs renews it)', () => {
    const file = new URL('../../docs/scenario-reference.md', import.meta.url);
    expect(readFileSync(file, 'utf8')).toBe(renderReference());
  });

  it('describes every key once', () => {
    expect(new Set(rows.map((row) => row.path)).size).toBe(rows.length);
    for (const row of rows) expect(row.text).toMatch(/^\S.*\.$/s);
  });

  it('gives every number its limits and every limit its key', () => {
    for (const row of rows) {
      if (numeric.test(row.type)) expect(limitOf(row.path), row.path).toBeDefined();
    }
    const used = new Set(rows.map((row) => limitOf(row.path)));
    for (const [name, limit] of Object.entries(LIMITS)) {
      if (name !== 'theater.aisles.*') expect(used.has(limit), name).toBe(true);
    }
  });

  it('gives every number its unit and says where its default comes from unless it is a free choice', () => {
    for (const row of rows) {
      const unit = limitOf(row.path)?.unit ?? '';
      if (numeric.test(row.type) && unit !== '') expect(row.text).toContain(`(${unit})`);
    }
    const explained = rows.filter((row) => /Default assumed|Source: /.test(row.text)).length;
    expect(explained).toBeGreaterThan(80);
  });
});
