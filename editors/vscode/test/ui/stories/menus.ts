// The menus of the extension: each is where its manifest says, with all that belongs there, and does what it says when it is clicked.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { until, type Window } from '../window';
import { charge, type Stage, type Story } from './stage';

export const menus: Record<string, Story> = {
  'every menu is there': everyMenu,
};

interface Manifest {
  contributes: { commands: { command: string; title: string }[]; menus: Record<string, { command?: string; when?: string }[]> };
}

const { contributes } = JSON.parse(fs.readFileSync(path.resolve(__dirname, '../../package.json'), 'utf8')) as Manifest;

/** The titles of what a menu has, of those entries alone whose condition holds words of this. */
function titles(menu: string, condition = ''): string[] {
  const entries = (contributes.menus[menu] ?? []).filter(({ when }) => (when ?? '').includes(condition));
  assert.ok(entries.length > 0, menu);
  return entries.map(({ command }) => contributes.commands.find((one) => one.command === command)?.title ?? '');
}

/** All of a menu that is open. */
async function has(w: Window, expected: string[]): Promise<void> {
  for (const title of expected) {
    await w.menu(title).waitFor();
  }
}

async function left(w: Window, question: string): Promise<void> {
  await w.prompt(question).waitFor();
  await w.key('Escape');
  await w.prompt(question).waitFor({ state: 'detached' });
}

async function everyMenu({ desk, editor, open }: Stage): Promise<void> {
  desk.repository('menus');
  desk.as('Dev One', 'menus', 'todo', 'delegate', '--to', 'dev3@example.com', '--what', 'find the receipts', '--why', 'it matters', '--path', 'pay/charge.go', '--line', '5');
  editor.set({ 'git.enabled': true });
  const w = await open(desk.path('menus'));
  await charge(w);

  const pay = w.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'pay' }).first();
  const file = w.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'charge.go' }).first();
  await w.opened(file, 'explorer/context', 'Who Knows This');
  await has(w, titles('explorer/context', '!explorerResourceIsFolder'));
  await w.shot('70-explorer');
  await w.choose('Who Knows This');
  await left(w, 'Pick somebody to ask');
  await w.opened(pay, 'explorer/context', 'Tour');
  await has(w, titles('explorer/context', '&& explorerResourceIsFolder'));
  await w.choose('Tour');
  await left(w, 'Be shown round');

  await w.opened(w.line('func Charge'), 'editor/context', 'Leadline');
  await w.menu('Leadline').hover();
  await has(w, titles('leadline.here'));
  w.usesMenu('leadline.here');
  await w.shot('71-editor');
  await w.choose('Ask About These Lines');
  await left(w, 'Whom do you want to ask?');

  await w.leadline();
  await w.view('find the receipts').waitFor();
  await w.opened(w.view('find the receipts'), 'view/item/context', 'Schedule Pairing');
  await has(w, ['Take It', 'Think About It', 'Not Me', 'Answer…', 'Schedule Pairing']);
  await w.choose('Answer…');
  await w.rows.filter({ hasText: 'Take it, and change' }).waitFor();
  await w.key('Escape');
  await w.input.first().waitFor({ state: 'hidden' });
  const inView = (condition: string): string[] => titles('view/title', condition);
  assert.deepEqual(inView(''), ['Log Decision', 'Refresh', 'My Plate', 'Team Report', 'Doctor']);
  for (const title of ['Log Decision', 'Refresh']) {
    await w.page.locator(`.sidebar .composite.title .action-label[aria-label*="${title}"]`).first().waitFor();
  }
  await w.overflow('view/title', 'Team Report');
  await has(w, ['My Plate', 'Team Report', 'Doctor']);
  await w.choose('Team Report');
  await left(w, 'Team Report');

  await w.key('Control+Shift+G');
  await until('the changes of the repository are shown', async () => {
    if (await w.page.locator('.sidebar .title-label', { hasText: /source control/i }).isVisible()) {
      return true;
    }
    await w.page.locator('.activitybar .action-item a[aria-label^="Source Control"]').click({ force: true, timeout: 2000 }).catch(() => undefined);
    return false;
  });
  await w.page.locator('.sidebar .scm-editor, .sidebar .scm-provider').first().waitFor(); // git has looked at the repository
  await w.overflow('scm/title', 'Request Review', '.pane-header');
  await has(w, titles('scm/title'));
  await w.shot('72-changes');
  await w.choose('Request Review');
  await left(w, 'Who should review it?');
  await w.overflow('scm/title', 'Who Should Review My Change', '.pane-header');
  await w.choose('Who Should Review My Change');
  await w.input.filter({ hasText: 'Who Should Review My Change' }).first().waitFor();
  await w.key('Escape');
}
