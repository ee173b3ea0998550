// How long a reader waits for the first lens of a file, in a window that was just opened, where the history was read before.
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Desk } from './desk';
import type { Editor } from './editor';
import { PATIENCE, until, type Window } from './window';

const windows = Number(process.env['LEADLINE_WINDOWS'] ?? 3);

/** Milliseconds after the click that opened the file. */
interface Seen {
  text: number;
  lens: number;
}

/** An editor, and when a window of it has its extension. */
export interface Candidate {
  editor: Editor;
  begun(): boolean;
  ended(): void | Promise<void>;
}

/** Milliseconds that somebody who opened a window needs at least to find a file in it. */
const finding = 2000;

/** The figures, each with what it is of; the windows of the two take turns. */
export async function firstLens(desk: Desk, ours: Candidate, bare: Candidate, repository: string): Promise<[string, string][]> {
  const top = repository === '' ? made(desk) : repository;
  const [first, second] = choose(desk, top);
  execFileSync(desk.program, ['-C', top, 'index'], { env: desk.env, stdio: 'pipe' });
  const [cold, peer, hasty, hastyPeer, warm]: [Seen[], Seen[], Seen[], Seen[], Seen[]] = [[], [], [], [], []];
  let activation = '';
  for (let i = 0; i < windows; i++) {
    for (const [candidate, seen] of [[bare, hastyPeer], [ours, hasty]] as const) {
      const hurried = await candidate.editor.open(top);
      seen.push(await timed(hurried, first)); // the window may not have its extensions yet
      await closed(hurried, candidate);
    }
    const plain = await opened(bare, top);
    peer.push(await timed(plain, first));
    await closed(plain, bare);

    const w = await opened(ours, top);
    cold.push(await timed(w, first));
    warm.push(await timed(w, second));
    activation += ` ${String(await w.activation())}`;
    await closed(w, ours);
  }
  const figures = (all: Seen[]): string => all.map(({ text, lens }) => `${Math.round(lens)} (text ${Math.round(text)})`).join(', ');
  return [
    ['first lens, cold window', `${figures(cold)} ms after the click that opens the file (target: under 1000)`],
    ['  a lens of nothing', `${figures(peer)} ms: an extension with a lens ready at once, which is what VS Code itself takes`],
    ['in a hurry', `${figures(hasty)} ms, the click being the first thing that the window can take`],
    ['  a lens of nothing', `${figures(hastyPeer)} ms`],
    ['first lens, next file', `${figures(warm)} ms`],
    ['activation', `${activation.trim()} ms (target: under 100)`],
  ];
}

/** A window in which somebody looks for a file. */
async function opened(candidate: Candidate, top: string): Promise<Window> {
  const w = await candidate.editor.open(top);
  await until('the window has its extension', () => candidate.begun());
  await new Promise((resolve) => setTimeout(resolve, finding));
  return w;
}

async function closed(w: Window, candidate: Candidate): Promise<void> {
  await w.close();
  await candidate.ended();
}

/** Opens a file and waits for its text and a lens, as the page itself sees them. */
async function timed(w: Window, file: string): Promise<Seen> {
  const name = path.basename(file);
  const line = (fs.readFileSync(file, 'utf8').split('\n').find((text) => text.trim() !== '') ?? '').trim().slice(0, 12);
  const seen = w.page.evaluate(
    ({ title, text, patience }) =>
      new Promise<Seen>((resolve, reject) => {
        setTimeout(() => reject(new Error(`no lens in ${title}`)), patience);
        let opened = 0;
        let shown = 0;
        const click = (): void => void (opened = performance.now());
        addEventListener('mousedown', click, true);
        const look = (): void => {
          const editor = document.querySelector('.editor-group-container.active .editor-instance');
          const tab = document.querySelector('.tabs-container .tab.active')?.textContent ?? '';
          if (opened === 0 || editor === null || !tab.includes(title)) {
            return;
          }
          if (shown === 0 && editor.querySelector('.view-lines')?.textContent.replaceAll('\u00a0', ' ').includes(text) === true) {
            shown = performance.now();
          }
          if (shown !== 0 && (editor.querySelector('.codelens-decoration')?.textContent ?? '') !== '') {
            removeEventListener('mousedown', click, true);
            observer.disconnect();
            requestAnimationFrame(() => resolve({ text: shown - opened, lens: performance.now() - opened }));
          }
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      }),
    { title: name, text: line, patience: PATIENCE },
  );
  await w.file(name, line, path.basename(path.dirname(file)));
  return seen;
}

/** A repository of two thousand commits. */
function made(desk: Desk): string {
  desk.repository('lens');
  const now = Math.floor(Date.now() / 1000);
  const stream: string[] = [];
  for (let i = 0; i < 2000; i++) {
    const text = `package p${i % 50}\n\nvar V = ${i}\n`;
    const who = `Dev ${i % 20} <dev${i % 20}@example.com> ${now - (2000 - i) * 600} +0000`;
    stream.push(`commit refs/heads/main\nauthor ${who}\ncommitter ${who}\ndata 4\nwork\n${i === 0 ? 'from refs/heads/main^0\n' : ''}M 100644 inline p/${i % 50}/f${i % 200}.go\ndata ${text.length}\n${text}\n`);
  }
  execFileSync('git', ['fast-import', '--quiet'], { cwd: desk.path('lens'), env: { ...desk.env, GIT_CONFIG_GLOBAL: '/dev/null' }, input: stream.join('') });
  desk.git('lens', 'reset', '-q', '--hard', 'main');
  return desk.path('lens');
}

/** Two files of some length whose names are their own. */
function choose(desk: Desk, top: string): [string, string] {
  const names = execFileSync('git', ['-C', top, 'ls-files', '-z'], { env: desk.env, encoding: 'utf8', maxBuffer: 1 << 28 }).split('\0');
  const unique = names.filter((name) => /\.(go|rb|c|py|ts|js)$/.test(name) && names.filter((other) => path.basename(other) === path.basename(name)).length === 1);
  const fit = unique.filter((name) => fs.lstatSync(path.join(top, name)).size < 200_000).sort((a, b) => fs.lstatSync(path.join(top, b)).size - fs.lstatSync(path.join(top, a)).size);
  const [first, second] = fit;
  if (first === undefined || second === undefined) {
    throw new Error(`${top} has no two files to open`);
  }
  return [path.join(top, first), path.join(top, second)];
}
