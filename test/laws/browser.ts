import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';

/** Names under which Chromium is installed. */
const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** A browser without a window, told what to do over a pipe (the DevTools protocol). */
export type Browser = {
  /** Opens a file and waits until its plots are live (or, without JavaScript, until it is loaded). */
  open(path: string, options?: PageOptions): Promise<Page>;
  close(): Promise<void>;
};

export type PageOptions = {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: 'light' | 'dark';
  readonly media?: 'screen' | 'print';
  readonly javascript?: boolean;
};

/** A page that is open, and what was heard of it since: messages of its console, errors, and what it asked for elsewhere. */
export type Page = {
  readonly complaints: readonly string[];
  readonly requests: readonly string[];
  /** The value of an expression in the page; promises are awaited. */
  evaluate<Value>(expression: string): Promise<Value>;
  /** A command of the DevTools protocol. */
  send(method: string, params?: object): Promise<Record<string, unknown>>;
  /** The whole page as PNG. */
  picture(): Promise<Buffer>;
  paper(): Promise<Buffer>;
};

type Message = {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
};

/** A browser that is started when a page is first opened: only the tests that need it fail where there is none. */
export function browserWhenNeeded(): Browser {
  let started: Promise<Browser> | null = null;
  return {
    open: async (path, options) => {
      started ??= openBrowser();
      return (await started).open(path, options);
    },
    close: async () => (await started?.catch(() => null))?.close(),
  };
}

/** Starts Chromium. Throws a plain error where it is not installed: nothing is skipped. */
async function openBrowser(): Promise<Browser> {
  const program = PROGRAMS.find((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0);
  if (program === undefined) {
    throw new Error(
      'Chromium is missing, the reports are checked in it: install it with: sudo apt-get install chromium',
    );
  }
  const folder = mkdtempSync(join(tmpdir(), 'matinee-browser-'));
  const flags = [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--disable-background-networking',
    '--no-first-run',
    '--remote-debugging-pipe',
    `--user-data-dir=${folder}`,
    'about:blank',
  ];
  const child = spawn(program, flags, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const talk = talkOver(child);
  const close = async (): Promise<void> => {
    const gone = new Promise((done) => child.once('exit', done));
    if (child.exitCode === null) {
      await talk.send('Browser.close').catch(() => child.kill('SIGKILL'));
      await gone;
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  };
  return { open: (path, options = {}) => openPage(talk, path, options), close };
}

type Talk = {
  send(method: string, params?: object, sessionId?: string): Promise<Record<string, unknown>>;
  hear(listener: (message: Message) => void): void;
};

/** Messages end with a zero byte in both directions. */
function talkOver(child: ChildProcess): Talk {
  const [to, from] = [child.stdio[3] as Writable, child.stdio[4] as Readable];
  const waiting = new Map<number, { done(value: Record<string, unknown>): void; fail(error: Error): void }>();
  const listeners: ((message: Message) => void)[] = [];
  let rest = '';
  let last = 0;
  from.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\0');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const message = JSON.parse(part) as Message;
      const wait = message.id === undefined ? undefined : waiting.get(message.id);
      if (message.id !== undefined) waiting.delete(message.id);
      if (message.error !== undefined) wait?.fail(new Error(message.error.message));
      else wait?.done(message.result ?? {});
      for (const listener of listeners) listener(message);
    }
  });
  const ended = (): void => {
    for (const { fail } of waiting.values()) fail(new Error('Chromium ended'));
    waiting.clear();
  };
  child.once('exit', ended).once('error', ended);
  to.on('error', () => {});
  return {
    hear: (listener) => listeners.push(listener),
    send: (method, params = {}, sessionId) =>
      new Promise((done, fail) => {
        last += 1;
        waiting.set(last, { done, fail });
        to.write(
          `${JSON.stringify({ id: last, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`,
        );
      }),
  };
}

async function openPage(talk: Talk, path: string, options: PageOptions): Promise<Page> {
  const { width = 1200, height = 900, scheme = 'light', media = 'screen', javascript = true } = options;
  const { targetId } = await talk.send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = (await talk.send('Target.attachToTarget', { targetId, flatten: true })) as {
    sessionId: string;
  };
  const send: Page['send'] = (method, params) => talk.send(method, params, sessionId);
  const complaints: string[] = [];
  const requests: string[] = [];
  const url = pathToFileURL(path).href;
  let loaded: () => void = () => {};
  const load = new Promise<void>((done) => {
    loaded = done;
  });
  talk.hear((message) => {
    if (message.sessionId !== sessionId) return;
    const params = message.params as never;
    if (message.method === 'Page.loadEventFired') loaded();
    if (message.method === 'Runtime.consoleAPICalled')
      complaints.push(JSON.stringify((params as { args: unknown }).args));
    if (message.method === 'Runtime.exceptionThrown') complaints.push(JSON.stringify(params));
    if (message.method === 'Log.entryAdded') complaints.push((params as { entry: { text: string } }).entry.text);
    if (message.method !== 'Network.requestWillBeSent') return;
    const { url: asked } = (params as { request: { url: string } }).request;
    if (asked !== url) requests.push(asked);
  });
  const evaluate: Page['evaluate'] = async <Value>(expression: string) => {
    const asked = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = (await send('Runtime.evaluate', asked)) as {
      result: { value: Value };
      exceptionDetails?: { exception?: { description?: string } };
    };
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? 'the page threw');
    return result.value;
  };
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await send(`${domain}.enable`);
  await send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
  const features = [{ name: 'prefers-color-scheme', value: scheme }];
  await send('Emulation.setEmulatedMedia', { media, features });
  if (!javascript) await send('Emulation.setScriptExecutionDisabled', { value: true });
  await send('Page.navigate', { url });
  await load;
  if (javascript) {
    const live =
      'new Promise((done) => { const look = () => document.documentElement.dataset.plots === "live" ? done(true) : setTimeout(look, 10); look(); setTimeout(() => done(false), 60000); })';
    if (!(await evaluate<boolean>(live))) complaints.push('the plots did not become live');
  }
  return {
    complaints,
    requests,
    evaluate,
    send,
    async picture() {
      const { data } = await send('Page.captureScreenshot', { format: 'png', captureBeyondViewport: true });
      return Buffer.from(data as string, 'base64');
    },
    async paper() {
      const { data } = await send('Page.printToPDF', { printBackground: false });
      return Buffer.from(data as string, 'base64');
    },
  };
}
