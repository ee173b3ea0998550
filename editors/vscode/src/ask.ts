// Commands that ask the server for people and pages, and let the reader go on from there.
import * as vscode from 'vscode';
import { placeOf } from './place';
import type { PersonRow } from './protocol';
import type { Sayer } from './say';
import { plain } from './status';
import { peopleItems } from './suggest';
import type { Words } from './words';

async function rows(sayer: Sayer, purpose: string, where?: vscode.Uri): Promise<PersonRow[] | undefined> {
  const client = await sayer.ready();
  if (client === undefined) {
    return undefined;
  }
  const place = await placeOf(where);
  if (sayer.server.protocol < 1) {
    return [];
  }
  return client.sendRequest<PersonRow[]>('leadline/people', { uri: place?.uri ?? '', range: place?.range ?? null, for: purpose }).catch(() => []);
}

export async function whoKnowsThis(sayer: Sayer, where?: vscode.Uri): Promise<void> {
  const found = await rows(sayer, 'ask', where);
  if (found === undefined) {
    return;
  }
  const place = await placeOf(where);
  if (place === undefined) {
    void vscode.window.showInformationMessage('Leadline: open a file of a git repository first.');
    return;
  }
  if (found.length === 0) {
    await sayer.run('leadline.report.open', { ...place, report: 'people' }); // it says why nobody is named
    return;
  }
  const owners = found.filter((row) => row.to === '');
  const rule: vscode.QuickPickItem[] = owners.map((row) => ({ label: plain(row.name), detail: plain(row.reason), description: 'owner: show the rule' }));
  const people = peopleItems(found);
  const more: vscode.QuickPickItem = { label: '$(list-unordered) All who know it' };
  const name = vscode.workspace.asRelativePath(vscode.Uri.parse(place.uri));
  const picked = await vscode.window.showQuickPick<vscode.QuickPickItem & { value?: string }>(
    [...rule, ...people, { label: '', kind: vscode.QuickPickItemKind.Separator }, more],
    { title: `Who Knows ${name}`, placeHolder: 'Pick somebody to ask about these lines', matchOnDetail: true },
  );
  if (picked === undefined) {
    return;
  }
  if (picked === more) {
    await sayer.run('leadline.report.open', { ...place, report: 'people' });
  } else if (rule.includes(picked)) {
    await sayer.run('leadline.report.open', { ...place, report: 'owner' });
  } else {
    await sayer.run('leadline.ask', { ...place, to: picked.value });
  }
}

export async function whoShouldReview(sayer: Sayer): Promise<void> {
  const found = await rows(sayer, 'review');
  if (found === undefined) {
    return;
  }
  const place = await placeOf();
  const more: vscode.QuickPickItem & { value?: string } = { label: '$(list-unordered) The change, and why each of them' };
  const picked = await vscode.window.showQuickPick<vscode.QuickPickItem & { value?: string }>(
    [...peopleItems(found), { label: '', kind: vscode.QuickPickItemKind.Separator }, more],
    { title: 'Who Should Review My Change', placeHolder: found.length === 0 ? 'Nobody is known who could' : 'Pick somebody to ask for a review', matchOnDetail: true },
  );
  if (picked === more) {
    await sayer.run('leadline.reviewers', { ...place });
  } else if (picked !== undefined) {
    await sayer.run('leadline.review.request', { ...place, to: picked.value });
  }
}

export async function tour(sayer: Sayer, where?: vscode.Uri): Promise<void> {
  if (!(await sayer.ready())) {
    return;
  }
  const place = await placeOf(where);
  const relative = where === undefined ? undefined : vscode.workspace.asRelativePath(where, false);
  const folder = relative ?? (place === undefined ? '.' : parent(vscode.workspace.asRelativePath(vscode.Uri.parse(place.uri), false)));
  const paths = [...new Set([folder, '.'])].filter((path) => !/^(?:[A-Za-z]:|\/)/.test(path));
  const picked =
    paths.length < 2
      ? paths[0]
      : (await vscode.window.showQuickPick(
          paths.map((path) => ({ label: path === '.' ? 'Everything' : path, path })),
          { title: 'Tour', placeHolder: 'Be shown round where you are new' },
        ))?.path;
  if (picked !== undefined) {
    await sayer.run('leadline.tour', { ...(place ?? (await placeOf())), path: picked });
  }
}

function parent(path: string): string {
  const end = path.lastIndexOf('/');
  return end < 0 ? '.' : path.slice(0, end);
}

export async function teamReport(sayer: Sayer): Promise<void> {
  if (!(await sayer.ready())) {
    return;
  }
  const picked = await vscode.window.showQuickPick(
    [
      { label: "The team's week", report: 'week' },
      { label: 'Decisions', detail: 'What was decided about this file', report: 'decisions' },
      { label: 'Delegations', detail: 'What became of what was handed on', report: 'delegations' },
      { label: 'Reviews that wait', detail: 'And who could help', report: 'load' },
      { label: 'Me', detail: 'What is shared about you, and asked of you', report: 'me' },
    ],
    { title: 'Team Report' },
  );
  if (picked !== undefined) {
    await sayer.run('leadline.report.open', { ...(await placeOf()), report: picked.report });
  }
}

export async function snooze(sayer: Sayer): Promise<void> {
  if (!(await sayer.ready())) {
    return;
  }
  const picked = await vscode.window.showQuickPick<vscode.QuickPickItem & { words: Words }>(
    [
      { label: 'For today', words: {} },
      { label: 'Never in this file', words: { always: 'true' } },
      { label: 'Show them again', words: { wake: 'true' } },
    ],
    { title: 'Snooze', placeHolder: 'No hints in this file' },
  );
  if (picked !== undefined) {
    await sayer.run('leadline.hint.snooze', { ...(await placeOf()), ...picked.words });
  }
}
