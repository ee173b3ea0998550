// Somebody types as fast as the editor takes it, into a file of five thousand lines. What the editor shows, what it told the
// server, and what it saved must be the same text.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import type { Desk } from './desk';
import type { Editor } from './editor';
import { until } from './window';
import type { Range } from 'vscode-languageserver-protocol/node';

/** What it cost. */
export interface Spent {
  keys: number;
  seconds: number;
  /** Milliseconds from a key's press until the frame that shows it, by the page's own clock, at a quantile. */
  rendered: (quantile: number) => number;
  /** Seconds from the last key on screen until the server had been told all. */
  behind: number;
  /** The server's share of one core, while keys were pressed and in the ten seconds after it had been told all. */
  busy: number;
  idle: number;
}

const quiet = {
  'editor.quickSuggestions': false, 'editor.wordBasedSuggestions': 'off', 'editor.suggestOnTriggerCharacters': false, 'editor.autoClosingBrackets': 'never',
  'editor.autoIndent': 'none', 'editor.autoClosingQuotes': 'never', 'editor.acceptSuggestionOnEnter': 'off', 'editor.unicodeHighlight.ambiguousCharacters': false,
};

export async function typing(desk: Desk, editor: Editor, { keys, served }: { keys: number; served: boolean }): Promise<Spent> {
  const name = served ? 'typing' : 'unserved';
  const lines = Array.from({ length: 5000 }, (_, i) => `line ${i + 1} says nothing new`);
  desk.write(`${name}/big.txt`, `${lines.join('\n')}\n`);
  const wire = desk.path('wire');
  if (served) {
    desk.git('.', 'init', '-q', '-b', 'main', name);
    desk.git(name, 'config', 'user.name', 'Dev Three');
    desk.git(name, 'config', 'user.email', 'dev3@example.com');
    desk.commit(name, 'Dev One', 20, 'five thousand lines');
    desk.leadline(name, 'decision', 'log', '--title', 'Nothing new', '--path', 'big.txt', '--lines', '2510-2510');
    // The program, with everything that the editor tells it kept beside.
    desk.write('wired/leadline', `#!/bin/sh\n[ "$1" = lsp ] || exec '${desk.program}' "$@"\ntee '${wire}' | sh -c 'echo $$ >>"${desk.path('wired/pid')}"; exec "${desk.program}" lsp'\n`);
    desk.executable('wired/leadline');
    editor.machine({ 'leadline.path': desk.path('wired/leadline') });
  }
  editor.set(quiet);
  const w = await editor.open(desk.path(name));
  await w.file('big.txt', 'line 1 says');
  if (served) {
    await w.lenses.first().waitFor();
  }
  await w.key('Control+G');
  await w.box.fill(':2500:1');
  await w.key('Enter');
  await w.line('line 2500 says').waitFor();
  await w.page.evaluate(watch);

  const text = typed(keys);
  const session = await w.page.context().newCDPSession(w.page);
  const server = served ? pidOf(desk) : 0;
  const [begun, before] = [Date.now(), cpu(server)];
  let earlier: Promise<unknown> = Promise.resolve();
  for (const character of text) {
    // The browser has the next key before it is done with this one.
    const key = character === '\n' ? { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' } : { key: character, text: character };
    const pressed = session.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key });
    const released = session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key, text: '' });
    await earlier;
    earlier = Promise.all([pressed, released]);
  }
  await earlier;
  const last = text.slice(text.lastIndexOf('\n') + 1);
  await w.line(`${last}line 2500 says`).waitFor();
  const seconds = (Date.now() - begun) / 1000;
  const busy = (cpu(server) - before) / seconds;
  const behind = served ? await quieted(wire) : 0;
  const idle = served ? await afterwards(server) : 0;
  const took = await w.page.evaluate<number[]>('window.leadlineTook');
  await w.shot(served ? '99-typed' : '98-typed-unserved');

  await w.key('Control+S');
  const want = `${[...lines.slice(0, 2499), ...`${text}line 2500 says nothing new`.split('\n'), ...lines.slice(2500)].join('\n')}\n`;
  await until('the file is saved', () => fs.readFileSync(desk.path(name, 'big.txt'), 'utf8').length >= want.length);
  same(fs.readFileSync(desk.path(name, 'big.txt'), 'utf8'), want, 'the file');
  if (served) {
    await until('the server is told all', () => told(wire, 'big.txt') === want).catch(() => same(told(wire, 'big.txt'), want, 'what the server was told'));
    // The decision went along with its line, as far as what was typed pushed it: the server's text is this one.
    await w.key('Control+G');
    await w.box.fill(`:${2510 + text.split('\n').length - 1}:1`);
    await w.key('Enter');
    await w.line('line 2510 says nothing new').getByText('⟵ D-').waitFor();
  }
  await w.close();
  editor.set({});
  editor.machine({});
  took.sort((a, b) => a - b);
  return { keys, seconds, behind, busy, idle, rendered: (q) => Math.round(took[Math.min(took.length - 1, Math.floor(q * took.length))] ?? 0) };
}

function typed(keys: number): string {
  const words = 'now we say what was never said here before and nobody has to wait for it ';
  return Array.from({ length: keys }, (_, i) => ((i + 1) % 60 === 0 ? '\n' : (words[i % words.length] ?? ' '))).join('');
}

// Runs in the page: how long each key took until the next frame was drawn.
function watch(): void {
  const took: number[] = [];
  Object.assign(window, { leadlineTook: took });
  addEventListener('keydown', ({ timeStamp }) => requestAnimationFrame(() => setTimeout(() => took.push(performance.now() - timeStamp))), true);
}

/** The text as it was sent: what was opened, and every change after it. */
function told(wire: string, file: string): string {
  const bytes = fs.readFileSync(wire);
  let lines: string[] = [];
  let version = 0;
  for (let at = 0; ; ) {
    const end = bytes.indexOf('\r\n\r\n', at);
    const length = Number(/Content-Length: (\d+)/.exec(bytes.subarray(at, Math.max(at, end)).toString())?.[1]);
    if (end < 0 || end + 4 + length > bytes.length) {
      return lines.join('\n');
    }
    at = end + 4 + length;
    const { method, params } = JSON.parse(bytes.subarray(end + 4, at).toString()) as { method?: string; params?: Told };
    if (params?.textDocument?.uri.endsWith(file) !== true) {
      continue;
    }
    if (method === 'textDocument/didOpen') {
      [lines, version] = [(params.textDocument.text ?? '').split('\n'), 0];
    }
    if (method === 'textDocument/didChange') {
      assert.ok((params.textDocument.version ?? 0) > version, 'versions go up');
      version = params.textDocument.version ?? 0;
      for (const { range: { start, end }, text } of params.contentChanges ?? []) {
        const between = `${lines[start.line]?.slice(0, start.character)}${text}${lines[end.line]?.slice(end.character)}`;
        lines.splice(start.line, end.line - start.line + 1, ...between.split('\n'));
      }
    }
  }
}

interface Told {
  textDocument?: { uri: string; text?: string; version?: number };
  contentChanges?: { range: Range; text: string }[];
}

function same(got: string, want: string, what: string): void {
  if (got !== want) {
    const at = Array.from(want).findIndex((_, i) => got[i] !== want[i]);
    assert.fail(`${what} differs at ${at}: ${JSON.stringify(got.slice(at, at + 80))} where ${JSON.stringify(want.slice(at, at + 80))} was typed`);
  }
}

function pidOf(desk: Desk): number {
  return Number(fs.readFileSync(desk.path('wired/pid'), 'utf8').trim().split('\n').at(-1));
}

/** Seconds of processor time that a process has used; 0 where that is not known. */
function cpu(pid: number): number {
  try {
    const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

/** Waits until nothing more has been told for a second; answers the seconds until the last was. */
async function quieted(wire: string): Promise<number> {
  const begun = Date.now();
  for (let [size, since] = [-1, begun]; ; ) {
    const now = fs.statSync(wire).size;
    if (now !== size) {
      [size, since] = [now, Date.now()];
    } else if (Date.now() - since >= 1000) {
      return (since - begun) / 1000;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function afterwards(pid: number): Promise<number> {
  const [begun, before] = [Date.now(), cpu(pid)];
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  return (cpu(pid) - before) / ((Date.now() - begun) / 1000);
}
