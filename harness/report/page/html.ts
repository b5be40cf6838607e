/** A piece of HTML; what is put into one is text unless it is HTML itself. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: text is escaped, HTML is not, null and false are nothing. */
export type Inner = Html | string | number | null | undefined | false | readonly Inner[];

/** HTML from a template: html`<p>${title}</p>`. Values in attributes stand in double quotes. */
export function html(parts: TemplateStringsArray, ...values: readonly Inner[]): Html {
  return new Html(parts.map((part, n) => part + (n < values.length ? htmlOf(values[n]) : '')).join(''));
}

function htmlOf(value: Inner): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(htmlOf).join('');
  return escaped(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it stands in HTML, in elements and in quoted attributes; control characters that HTML forbids are left out. */
export function escaped(text: string): string {
  return text.replaceAll(/(?![\t\n\r])\p{Cc}/gu, '').replaceAll(/[&<>"']/g, (one) => ENTITIES[one]);
}

/** A value as JSON that may stand in a `<script>`, whatever texts it holds. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[<>\u2028\u2029]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
