// What a developer does, told as stories, each in a window of its own.
import assert from 'node:assert/strict';
import type { Desk } from './desk';
import { type Editor, until, type Window } from './editor';

export interface Stage {
  desk: Desk;
  editor: Editor;
  open(folder: string, query?: string): Promise<Window>;
}

export const stories: Record<string, (stage: Stage) => Promise<void>> = {
  'the main job': mainJob,
};

async function mainJob({ desk, open }: Stage): Promise<void> {
  const w = await open(desk.repository('main'));
  await w.file('charge.go', 'package pay');
  await w.lenses.filter({ hasText: '@payments' }).first().waitFor();
  await w.status('@payments').waitFor();
  await w.shot('01-lens-and-status');

  await w.line('func Charge').getByText('Charge').first().hover();
  await w.page.locator('.monaco-hover:visible', { hasText: 'CODEOWNERS:1' }).waitFor();
  await w.shot('02-hover');

  await w.at('func Charge');
  await w.command('Leadline: Log Decision');
  await w.answer('What was decided', 'Charge is idempotent');
  await w.answer('Because', 'a retry must never bill twice');
  await w.prompt('How long would it take to undo').waitFor();
  await w.shot('03-prompt');
  await w.pick('How long would it take to undo', 'Days');
  await w.pick('Who decided it?', 'The team');
  await w.toast(/Logged D-/).waitFor();
  await w.page.getByText('⟵ D-').first().waitFor();
  await w.shot('04-logged');
  const decided = desk.leadline('main', 'decision', 'list', '--json') as { title: string; undo: string; anchors: { line: number }[] }[];
  assert.equal(decided.length, 1);
  assert.equal(decided[0]?.title, 'Charge is idempotent');
  assert.equal(decided[0].anchors[0]?.line, 5);

  await w.page.locator('.activitybar .action-item a[aria-label^="Leadline"]').click();
  await w.page.locator('.pane-body .monaco-list-row', { hasText: 'Charge is idempotent' }).waitFor();
  await w.shot('05-view');

  const before = desk.servers();
  assert.equal(before.length, 1, 'one server for the window');
  process.kill(before[0] ?? 0, 'SIGKILL');
  await w.toast('was started again').waitFor();
  await until('another server runs', () => desk.servers().length === 1 && desk.servers()[0] !== before[0]);
  await w.status('@payments').waitFor();
  await w.shot('06-restarted');
}
