/** What the page's script uses of the browser: this package is compiled without the DOM's types. */
export type Element = {
  textContent: string;
  innerHTML: string;
  value: string;
  type: string;
  id: string;
  htmlFor: string;
  hidden: boolean;
  checked: boolean;
  className: string;
  readonly clientWidth: number;
  readonly dataset: Record<string, string | undefined>;
  querySelector(selector: string): Element | null;
  querySelectorAll(selector: string): Iterable<Element>;
  append(...children: readonly (Element | string)[]): void;
  prepend(...children: readonly (Element | string)[]): void;
  replaceChildren(...children: readonly unknown[]): void;
  setAttribute(name: string, value: string): void;
  addEventListener(name: string, listener: () => void): void;
};

export type Browser = {
  readonly document: {
    readonly documentElement: Element;
    readonly head: Element;
    querySelector(selector: string): Element | null;
    querySelectorAll(selector: string): Iterable<Element>;
    createElement(name: string): Element;
  };
  readonly Plot?: unknown;
  readonly ResizeObserver: new (heard: () => void) => { observe(element: Element): void };
};
