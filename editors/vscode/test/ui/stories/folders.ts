// Folders: those that are left several of them, strange names, and such as nobody may write to.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { until } from '../window';
import { charge, type Stage, type Story } from './stage';

export const folders: Record<string, Story> = {
  'folders that are left alone': leftAlone,
  'two windows on one repository': windows,
  'several folders, one server': severalFolders,
  'a strange name, and nothing to write to': strange,
};

async function leftAlone({ desk, editor, open }: Stage): Promise<void> {
  desk.write('plain/notes.txt', 'nothing here\n');
  const w = await open(desk.path('plain'));
  await w.file('notes.txt', 'nothing here');
  await w.command('Developer: Show Running Extensions');
  await w.page.locator('.runtime-extensions-editor .monaco-list-row').first().waitFor();
  assert.equal(await w.page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'Leadline' }).count(), 0, 'not activated');
  assert.equal(desk.servers().length, 0);
  await w.close();

  desk.write('virtual.code-workspace', JSON.stringify({ folders: [{ uri: 'elsewhere:/virtual' }] }));
  const virtual = await open(desk.path('virtual.code-workspace'));
  await virtual.key('F1');
  await virtual.box.fill('>Leadline: ');
  await virtual.rows.filter({ hasText: 'No matching' }).waitFor(); // where there are no files on disk, it is not there
  assert.equal(desk.servers().length, 0);
  await virtual.close();

  editor.set({ 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never' });
  const strange = await open(desk.repository('strange'));
  await strange.file('charge.go', 'package pay');
  await strange.command('Leadline: Who Knows This');
  await strange.toast('Restricted Mode').waitFor();
  await strange.shot('90-restricted');
  assert.equal(desk.servers().length, 0, 'nothing runs');
  await strange.command('Workspaces: Manage Workspace Trust');
  await strange.page.locator('.workspace-trust-editor .monaco-button', { hasText: 'Trust' }).first().click();
  await strange.command('View: Close Editor');
  await strange.lenses.filter({ hasText: '@payments' }).first().waitFor();
}

async function windows({ desk, open }: Stage): Promise<void> {
  desk.repository('shop');
  const first = await open(desk.path('shop'));
  const second = await open(desk.path('shop/pay')); // a folder inside of it
  for (const w of [first, second]) {
    await charge(w);
  }
  await first.at('func Charge');
  await first.command('Leadline: Log Decision');
  await first.answer('What was decided', 'Seen by both');
  await first.answer('Because', '');
  await first.pick('How long would it take to undo', 'Days');
  await first.pick('Who decided it?', 'Me');
  await first.page.getByText('Seen by both').first().waitFor();
  const begun = Date.now();
  await second.page.getByText('⟵ D-').first().waitFor();
  console.log(`vscode: the second window shows the decision ${Date.now() - begun} ms after the first`);
  await first.close();
  await second.close();
  await until('their servers ended', () => desk.servers().length === 0);
}

async function severalFolders({ desk, open }: Stage): Promise<void> {
  desk.write('plain/notes.txt', 'nothing here\n');
  desk.repository('fair');
  desk.leadline('fair', 'decision', 'log', '--title', 'Fairs are on Sundays', '--undo', 'days', '--decided-by', 'me', '--path', 'pay/charge.go');
  desk.repository('bank');
  desk.git('bank', 'worktree', 'add', '-q', desk.path('bank-tree'), '-b', 'tree');
  desk.write('all.code-workspace', JSON.stringify({ folders: [{ path: 'fair' }, { path: 'bank-tree' }, { path: 'plain' }] }));
  const w = await open(desk.path('all.code-workspace'));
  await until('the window has its folders', async () => {
    const last = w.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'plain' }).first();
    if (await last.waitFor({ timeout: 8000 }).then(() => true, () => false)) {
      return true;
    }
    await w.load(); // one that looked into the workspace's file before it reached the machine shows none
    return false;
  });
  await w.file('charge.go', 'package pay', 'fair');
  await w.lenses.filter({ hasText: '1 decision' }).first().waitFor();
  await w.command('View: Close Editor');
  await w.file('charge.go', 'package pay', 'bank-tree');
  await w.lenses.filter({ hasText: '@payments' }).first().waitFor();
  assert.equal(await w.lenses.filter({ hasText: '1 decision' }).count(), 0);
  assert.equal(desk.servers().length, 1, 'one server for all folders');
  assert.deepEqual(w.errors.filter((error) => error.includes('leadline')), []);
}

// What is in a folder, with times and sizes: git's own files too.
function contents(folder: string): string {
  return execFileSync('find', ['.', '-type', 'f', '-printf', '%P %s %T@\\n'], { cwd: folder, encoding: 'utf8' }).split('\n').sort().join('\n');
}

async function strange({ desk, open }: Stage): Promise<void> {
  const name = 'büro #1, 100% [neu]';
  const folder = desk.repository(name);
  execFileSync('chmod', ['-R', 'a-w', folder]); // root may write all the same: what is there afterwards tells
  const before = contents(folder);
  const w = await open(folder);
  await w.file('naïve 100% #1.go', 'package pay');
  await w.lenses.filter({ hasText: '@payments' }).first().waitFor();
  await w.at('var Naive');
  await w.command('Leadline: Log Decision');
  await w.answer('What was decided', 'Rounded once');
  await w.answer('Because', '');
  await w.pick('How long would it take to undo', 'Days');
  await w.pick('Who decided it?', 'Me');
  await w.page.getByText('⟵ D-').first().waitFor();
  await w.leadline();
  await w.view('Rounded once').waitFor();
  await w.command('View: Close Editor');
  await w.file('charge.go', 'package pay');
  assert.equal(desk.query(name, "select path from decisions where title = 'Rounded once'")[0]?.['path'], 'pay/naïve 100% #1.go');
  await w.shot('91-strange');
  assert.equal(contents(folder), before, 'nothing was written there');
  execFileSync('chmod', ['-R', 'u+w', folder]);
  assert.ok(fs.existsSync(folder));
}
