// Time together: a block that is suggested and planned, what becomes of it, and a review.
import assert from 'node:assert/strict';
import { until } from '../window';
import { charge, reading, type Stage, type Story } from './stage';

export const pairing: Record<string, Story> = {
  'a pairing block is planned': planned,
  'what becomes of a block': settled,
  'a review is asked for': review,
};

async function planned(stage: Stage): Promise<void> {
  const { desk } = stage;
  const w = await reading(stage, 'pair');
  await w.at('TODO(dev1)');
  await w.fix('More here…', '29-quick-fixes');
  await w.pick('What about these lines?', 'Schedule a pairing here');
  await w.prompt('With whom?').waitFor();
  await w.rows.filter({ hasText: 'Dev Two' }).waitFor();
  await w.shot('30-with-whom');
  await w.key('ArrowDown');
  await w.key('Enter'); // the line with the focus, though nobody is ticked
  await w.prompt('How long?').waitFor();
  assert.equal(await w.box.inputValue(), '60m');
  await w.box.fill('1h30');
  await w.prompt('1 h 30 min').waitFor();
  await w.key('Enter');
  await w.prompt('When?').waitFor();
  await w.rows.filter({ hasText: '–' }).first().waitFor(); // times that are free, with what they cost
  await w.shot('31-when');
  await w.box.fill('whenever');
  await w.rows.filter({ hasText: /whenever.*is not understood/ }).waitFor();
  await w.key('Enter');
  await w.prompt('When?').waitFor();
  await w.box.fill('');
  await w.rows.filter({ hasText: 'whenever' }).waitFor({ state: 'detached' });
  await w.rows.filter({ hasText: '–' }).first().waitFor();
  await w.key('Enter');
  await w.prompt('What is it for?').waitFor();
  await w.rows.filter({ hasText: 'likely: it is work to be done' }).waitFor();
  await w.shot('32-what-for');
  await w.key('Enter'); // what is likely is chosen
  await w.prompt('About what').waitFor();
  assert.equal(await w.box.inputValue(), 'retry on timeout');
  await w.key('Enter');
  await w.toast(/Planned P-/).waitFor();
  await w.leadline();
  await w.view('retry on timeout').waitFor();
  await w.shot('33-planned');
  const [block] = desk.query('pair', 'select topic, path, state, purpose from pairings');
  assert.deepEqual(block, { topic: 'retry on timeout', path: 'pay/charge.go', state: 'planned', purpose: 'unblock' });

  await w.dismissToasts();
  await w.command('Leadline: Put Pairing into My Calendar');
  await w.toast(/no pairing block of yours for that/).waitFor(); // no calendar is known
  await w.menuOf('retry on timeout', 'Move Pairing');
  await w.prompt('Move it to when?').waitFor();
  await w.box.fill('in 6 days 9:30');
  await w.prompt(', 09:30').waitFor();
  await w.key('Enter');
  await w.toast(/Moved P-/).waitFor();

  await w.command('Leadline: Begin Pairing Session');
  await w.prompt('With whom do you sit down?').waitFor();
  await w.rows.filter({ hasText: 'Dev One' }).click();
  await w.key('Enter');
  await w.toast(/credit/i).first().waitFor();
  await w.page.locator('.statusbar-item', { hasText: 'pairing with Dev One' }).waitFor();
  await w.shot('35-session');
  await w.dismissToasts();
  await w.command('Leadline: End Pairing Session');
  await w.page.locator('.statusbar-item', { hasText: 'pairing with Dev One' }).waitFor({ state: 'detached' });

  await w.menuOf('retry on timeout', 'Open Invitation to Pairing');
  await w.toast(/invitation is/).waitFor(); // in a remote window no program of this machine could open it
  await w.menuOf('retry on timeout', 'Cancel Pairing');
  const sure = w.page.locator('.monaco-dialog-box', { hasText: 'retry on timeout' });
  await sure.waitFor();
  await w.shot('34-cancel');
  await sure.locator('.monaco-button', { hasText: 'Cancel the Pairing' }).click();
  await w.toast(/Cancelled P-/).waitFor();
  await w.view('retry on timeout').waitFor({ state: 'detached' });
  assert.equal(desk.query('pair', 'select state from pairings')[0]?.['state'], 'cancelled');
}

async function settled({ desk, open }: Stage): Promise<void> {
  desk.repository('past');
  desk.pastBlock('past', 'P-4H7WQZ', 'the ledger');
  const w = await open(desk.path('past'));
  await charge(w);
  const asked = w.toast('Did you pair with');
  await asked.waitFor();
  await w.shot('36-did-it-happen');
  await w.press(asked, 'Yes, and…');
  await w.answer('What came of it?', 'we can close a ledger alone');
  await w.toast(/Recorded/).waitFor();
  assert.deepEqual(desk.query('past', "select state, outcome from pairings where id = 'P-4H7WQZ'"), [{ state: 'done', outcome: 'we can close a ledger alone' }]);

  for (const [id, command, question, state] of [
    ['P-5H7WQZ', 'Pairing Took Place', 'What came of it?', 'done'], ['P-6H7WQZ', 'Pairing Did Not Take Place', 'Anything that the team should know?', 'dropped'],
  ] as const) {
    desk.pastBlock('past', id, `fees ${id}`);
    await w.leadline();
    await w.view(`fees ${id}`).first().waitFor();
    await w.dismissToasts();
    await w.command(`Leadline: ${command}`);
    await w.answer(question, '');
    await until(`${id} is ${state}`, () => desk.query('past', `select state from pairings where id = '${id}'`)[0]?.['state'] === state);
  }
}

async function review(stage: Stage): Promise<void> {
  const { desk } = stage;
  const w = await reading(stage, 'review');
  await w.at('return nil');
  await w.key('End');
  await w.page.keyboard.type(' // for now');
  await w.key('Control+S');
  await w.status(/could review/i).waitFor();
  await w.shot('37-could-review');
  await w.command('Leadline: Who Should Review My Change');
  await w.prompt('Pick somebody to ask for a review').waitFor();
  await w.shot('38-who-should-review');
  await w.pick('Pick somebody to ask for a review', 'Dev Two');
  await w.toast(/Asked Dev Two/).waitFor();
  assert.equal(desk.query('review', 'select state from reviews')[0]?.['state'], 'offered');
  await w.command('Leadline: Request Review');
  await w.pick('Who should review it?', 'Dev One');
  await w.answer('One line for the reviewer', 'only the comment');
  await w.toast(/Asked Dev One/).waitFor();
  assert.equal(desk.count('review', 'reviews'), 2);
}
