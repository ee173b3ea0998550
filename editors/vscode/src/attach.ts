// Says where something belongs that was said elsewhere, or whose code has gone: a decision, a question or a risk is picked from all of
// the repository, those that lost their place first, and belongs to the selected lines, too or instead.
import { execFile } from 'node:child_process';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { type Entry, entriesOf, isPlaced, type Kind, placeText, strayed } from './entries';
import { placeOf } from './place';
import { FAILED, type Sayer } from './say';
import type { Server } from './server';
import { plain } from './status';

/** What was given its place in this window: that can be taken back. */
const given = new Set<string>();

type Picked = vscode.QuickPickItem & { entry?: Entry };

export async function attach(sayer: Sayer, where?: vscode.Uri): Promise<void> {
  if ((await sayer.ready()) === undefined) {
    return;
  }
  const place = await placeOf(where);
  if (place === undefined) {
    void vscode.window.showInformationMessage('Leadline: open the file where it belongs first, and select its lines.');
    return;
  }
  const found = await list(sayer.server, path.dirname(vscode.Uri.parse(place.uri).fsPath));
  if (typeof found === 'string') {
    void vscode.window.showWarningMessage(`Leadline: ${found}`);
    return;
  }
  if (found.length === 0) {
    void vscode.window.showInformationMessage('Leadline: nothing was decided, asked or feared here yet; Log Decision begins with it.');
    return;
  }
  const { start, end } = place.range;
  const lines = start.line === end.line ? `line ${start.line + 1}` : `lines ${start.line + 1} to ${end.line + 1}`;
  const entry = (await vscode.window.showQuickPick(rows(found), { title: `Attach to ${lines}`, placeHolder: 'What belongs to these lines?', ignoreFocusOut: true, matchOnDescription: true, matchOnDetail: true }))?.entry;
  if (entry === undefined) {
    return;
  }
  const words = isPlaced(entry) ? await how(entry) : {};
  if (words !== undefined && (await sayer.send('leadline.attach', { ...place, ...words, id: entry.id })) !== FAILED) {
    given.add(entry.id);
  }
}

function rows(entries: Entry[]): Picked[] {
  const under = (title: string, some: Entry[]): Picked[] =>
    some.length === 0
      ? []
      : [
          { label: title, kind: vscode.QuickPickItemKind.Separator },
          ...some.map((entry) => ({ label: plain(entry.title), description: entry.id, detail: plain(placeText(entry)), entry })),
        ];
  return [
    ...under('lost their place', entries.filter(strayed)),
    ...(['decisions', 'open questions', 'open risks'] as const).flatMap((kind) => under(kind, entries.filter((entry) => entry.kind === kind && !strayed(entry)))),
  ];
}

/** Whether something that stands somewhere belongs here too, or only here. */
async function how(entry: Entry): Promise<{ also?: string; undo?: string } | undefined> {
  const ways = [
    { label: 'These lines as well', words: { also: 'true' } },
    { label: 'These lines instead', words: {} },
    ...(given.has(entry.id) ? [{ label: 'Where it was before', detail: 'Takes back what was said last of where it belongs', words: { undo: 'true' } }] : []),
  ];
  return (await vscode.window.showQuickPick(ways, { title: plain(entry.title), placeHolder: `It belongs to ${plain(placeText(entry))}. Where from now on?`, ignoreFocusOut: true }))?.words;
}

/** What could be attached, from the program's own lists; a text where it cannot say. */
async function list(server: Server, folder: string): Promise<Entry[] | string> {
  const program = await server.find();
  if (!('path' in program)) {
    return []; // said elsewhere
  }
  const run = (kind: Kind, noun: string): Promise<Entry[] | string> =>
    new Promise((resolve) => {
      execFile(program.path, [noun, 'list', '--json'], { cwd: folder, timeout: 60_000, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
        resolve((error === null ? entriesOf(kind, stdout) : undefined) ?? (stderr.replace(/^leadline: /, '').trim() || `“leadline ${noun} list” does not answer.`));
      });
    });
  const lists = await Promise.all([run('decisions', 'decision'), run('open questions', 'question'), run('open risks', 'risk')]);
  const all: Entry[] = [];
  for (const one of lists) {
    if (typeof one === 'string') {
      return one;
    }
    all.push(...one);
  }
  return all;
}
