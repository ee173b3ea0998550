// A server that ends: once, in the middle of a sentence, and again and again.
import assert from 'node:assert/strict';
import { until } from '../window';
import { charge, reading, type Stage, type Story } from './stage';

export const servers: Record<string, Story> = {
  'a server that is killed': killed,
  'a server that keeps ending': ending,
};

async function killed(stage: Stage): Promise<void> {
  const { desk } = stage;
  const w = await reading(stage, 'killed');
  await w.at('func Charge');
  await w.command('Leadline: Log Decision');
  await w.answer('What was decided', 'Keys are kept for a month');
  await w.answer('Because', '');
  await w.prompt('How long would it take to undo').waitFor();

  const before = desk.servers();
  assert.equal(before.length, 1, 'one server for the window');
  process.kill(before[0] ?? 0, 'SIGKILL'); // in the middle of it
  await w.pick('How long would it take to undo', 'Weeks');
  await w.pick('Who decided it?', 'Me');
  await w.toast('was started again').waitFor();
  await w.toast(/Logged D-/).waitFor();
  await w.shot('06-restarted');
  assert.equal(desk.count('killed', 'decisions'), 1, 'what was said meanwhile is recorded once');
  await w.status('@payments').waitFor();
  await w.leadline();
  await w.view('Keys are kept for a month').waitFor(); // documents are open in the new server too

  await w.dismissToasts();
  const second = desk.servers()[0] ?? 0;
  process.kill(second, 'SIGKILL');
  await until('a third server runs', () => desk.servers().length === 1 && desk.servers()[0] !== second);
  await w.view('Keys are kept for a month').waitFor();
  assert.equal(await w.page.locator('.notification-toast', { hasText: 'was started again' }).count(), 0, 'said once');

  const third = desk.servers()[0] ?? 0;
  await w.command('Leadline: Restart the Server');
  await until('a fourth server runs', () => desk.servers().length === 1 && desk.servers()[0] !== third);
  await w.lenses.filter({ hasText: '1 decision' }).first().waitFor();
  assert.equal(await w.page.locator('.notification-toast', { hasText: 'was started again' }).count(), 0, 'whoever asks for it knows');
  await w.command('Leadline: Show the Log');
  await w.page.locator('.part.panel', { hasText: 'version' }).first().waitFor();
  await w.shot('07-log');
}

async function ending({ desk, editor, open }: Stage): Promise<void> {
  desk.repository('ending');
  desk.write('other-bin/ending', `#!/bin/sh\n(sleep 1; kill -9 $$) &\nexec '${desk.path('bin/leadline')}' "$@"\n`);
  desk.executable('other-bin/ending');
  editor.machine({ 'leadline.path': desk.path('other-bin/ending') });
  const w = await open(desk.path('ending'));
  await w.status('Leadline: stopped').waitFor({ timeout: 60_000 });
  const said = w.toast('keeps ending');
  await said.waitFor();
  await w.shot('95-keeps-ending');
  editor.machine({});
  await w.status('Leadline: stopped').waitFor({ state: 'detached' });
  await charge(w);
}
