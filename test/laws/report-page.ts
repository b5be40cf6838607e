import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from 'vitest';
import type { Browser, Page } from './browser.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds wrong with a page: rule and element. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(`${axe}; 0`);
  return page.evaluate(
    'axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => [id, target, failureSummary].join(" "))))',
  );
}

const DRAWN =
  '[...document.querySelectorAll("figure")].map((figure) => ({ id: figure.id, caption: figure.querySelector("figcaption").textContent.trim(), alternative: figure.querySelector("[role=img]").getAttribute("aria-label"), shapes: figure.querySelectorAll(".plot svg :is(path,circle,rect,line,text)").length }))';

type Drawn = { readonly id: string; readonly caption: string; readonly alternative: string; readonly shapes: number };

function expectDrawn(found: readonly Drawn[], figures: readonly string[]): void {
  expect(found.map(({ id }) => id)).toEqual(figures);
  for (const { id, caption, alternative, shapes } of found) {
    expect(shapes, `${id} is drawn`).toBeGreaterThan(10);
    expect(caption.length, `${id} has a caption`).toBeGreaterThan(20);
    expect(alternative.length, `${id} has a text alternative`).toBeGreaterThan(20);
  }
}

const OVERFLOW = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
const COLORS = '[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]';

/**
 * Expects of a report's page: live plots for all its figures, or still ones without JavaScript; nothing said to the console
 * and nothing fetched; no sideways scrolling at 360 px; its own dark theme, and light on paper; nothing that axe-core minds.
 */
export async function expectGoodPage(browser: Browser, path: string, figures: readonly string[]): Promise<void> {
  const light = await browser.open(path, { width: 1200 });
  expectDrawn(await light.evaluate(DRAWN), figures);
  const dark = await browser.open(path, { width: 360, scheme: 'dark' });
  expectDrawn(await dark.evaluate(DRAWN), figures);
  const [onLight, onDark] = [await light.evaluate<string[]>(COLORS), await dark.evaluate<string[]>(COLORS)];
  expect(brightness(onLight[0])).toBeGreaterThan(200);
  expect(brightness(onDark[0])).toBeLessThan(60);
  expect(brightness(onDark[1])).toBeGreaterThan(200);
  const still = await browser.open(path, { width: 360, scheme: 'dark', media: 'print', javascript: false });
  expectDrawn(await still.evaluate(DRAWN), figures);
  expect(brightness((await still.evaluate<string[]>(COLORS))[0])).toBeGreaterThan(200);
  for (const page of [light, dark, still]) {
    expect(page.complaints).toEqual([]);
    expect(page.requests).toEqual([]);
  }
  for (const page of [light, dark]) {
    expect(await page.evaluate(OVERFLOW)).toBe(0);
    expect(await violations(page)).toEqual([]);
  }
}

/** Expects of a page no more than live plots for its figures, and silence: for one of a kind that is looked at closely elsewhere. */
export async function expectLivePage(browser: Browser, path: string, figures: readonly string[]): Promise<void> {
  const page = await browser.open(path, { width: 360 });
  expectDrawn(await page.evaluate(DRAWN), figures);
  expect([...page.complaints, ...page.requests]).toEqual([]);
  expect(await page.evaluate(OVERFLOW)).toBe(0);
}

/** Mean of a colour's parts, 0..255. */
function brightness(color: string): number {
  const parts = [...color.matchAll(/\d+/g)].slice(0, 3).map(Number);
  return parts.reduce((sum, part) => sum + part / 3, 0);
}
