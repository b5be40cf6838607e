import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { escaped, Html, html, scriptJson } from '../../../../harness/report/page/html.ts';

const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '</script><script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onclick='x",
    '<!--',
    '&lt;',
    ']]>',
  ),
);

describe('html', () => {
  it('puts text in as text, in elements and in attributes', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const { document } = parseHTML(`<html><body>${html`<p title="${text}">${text}</p><i></i>`.text}</body></html>`);
        const shown = text.replaceAll(/(?![\t\n\r])\p{Cc}/gu, '');
        const plain = (value: string): string => value.replaceAll('\r', '\n');
        expect(document.body.children.map(({ tagName }: { tagName: string }) => tagName)).toEqual(['P', 'I']);
        expect(plain(document.querySelector('p')?.textContent ?? '')).toBe(plain(shown));
        expect(plain(document.querySelector('p')?.getAttribute('title') ?? '')).toBe(plain(shown));
      }),
    );
  });

  it('puts HTML, lists and nothing in as they are', () => {
    expect(html`<ul>${[1, 2].map((n) => html`<li>${n}</li>`)}${null}${false}${undefined}</ul>`.text).toBe(
      '<ul><li>1</li><li>2</li></ul>',
    );
    expect(html`${new Html('<b>')}${'<b>'}`.text).toBe('<b>&lt;b&gt;');
    expect(escaped(`<a href="x">'&`)).toBe('&lt;a href=&quot;x&quot;&gt;&#39;&amp;');
  });

  it('takes no other object for HTML', () => {
    const forged = { text: '<script>' } as unknown as string;
    expect(() => html`${forged}`).toThrow();
  });
});

describe('scriptJson', () => {
  it('is JSON of the same value that cannot end a script', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), nasty), (value) => {
        const text = scriptJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(text).not.toMatch(/[<>\u2028\u2029]/);
      }),
    );
  });
});
