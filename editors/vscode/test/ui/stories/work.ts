// Work that is handed on: offered, answered, and kept an eye on in the view.
import assert from 'node:assert/strict';
import { until } from '../window';
import { reading, type Stage, type Story } from './stage';

export const work: Record<string, Story> = {
  'a TODO is offered, another is answered': delegation,
  'the view beside the code': view,
};

async function delegation(stage: Stage): Promise<void> {
  const { desk } = stage;
  const w = await reading(stage, 'hand');
  await w.at('TODO(dev1)');
  await w.command('Leadline: Delegate TODO');
  await w.prompt('Offer it to whom?').waitFor();
  await w.rows.filter({ hasText: 'Dev Two' }).waitFor();
  await w.shot('20-to-whom');
  await w.pick('Offer it to whom?', 'Dev Two');
  await w.prompt('What is to be done?').waitFor();
  assert.equal(await w.box.inputValue(), 'retry on timeout');
  await w.key('Enter');
  await w.answer('Why does it matter?', 'a timeout loses money');
  await w.answer('What does it look like', '');
  await w.answer('When do you want to talk', 'in 1 week');
  await w.pick('How far to go alone?', 'Act and tell');
  await w.toast(/Offered T-/).waitFor();
  await w.line('TODO(T-').waitFor();
  assert.deepEqual(desk.query('hand', "select what, why, authority, state from delegations where what like 'retry%'"), [
    { what: 'retry on timeout', why: 'a timeout loses money', authority: 'tell', state: 'offered' },
  ]);

  desk.as('Dev One', 'hand', 'todo', 'delegate', '--to', 'dev3@example.com', '--what', 'round once', '--why', 'cents get lost', '--path', 'pay/naïve 100% #1.go', '--line', '3');
  await w.toast(/Dev One offers you/).waitFor();
  await w.leadline();
  const offer = w.view('round once');
  await offer.waitFor();
  assert.match(await w.page.locator('.activitybar .badge-content').first().innerText(), /1/);
  await w.shot('21-offered');
  await w.inline('round once', 'Take It');
  await w.view('Promised by me').waitFor();
  await until('the file with a name that needs care opens', async () => {
    await offer.click(); // the list may just be drawn anew
    return w.page.locator('.tab', { hasText: 'naïve 100% #1.go' }).waitFor({ timeout: 5000 }).then(() => true, () => false);
  });
  await w.page.getByText('→ you').first().waitFor();
  await w.shot('22-promised');
  await w.menuOf('round once', "I'd Like Help");
  await w.answer('A line about it', 'which way to round?');
  await w.toast(/help wanted/).waitFor();
  await w.inline('round once', 'Done');
  await w.view('round once').waitFor({ state: 'detached' });
  assert.equal(desk.query('hand', "select state from delegations where what = 'round once'")[0]?.['state'], 'done');
}

async function view({ desk, open }: Stage): Promise<void> {
  desk.repository('view');
  desk.silo('view', 'ledger');
  const offer = (what: string, line: string): string[] => ['todo', 'delegate', '--what', what, '--why', 'it matters', '--path', 'pay/charge.go', '--line', line];
  const mine = desk.id('view', ...offer('tell whoever waits', '1'), '--to', 'dev1@example.com');
  desk.as('Dev One', 'view', 'todo', 'take', mine, '--check-in', 'in 3 days');
  for (const [what, line] of [['count twice', '3'], ['close the books', '5'], ['name the keys', '6']] as const) {
    desk.as('Dev One', 'view', ...offer(what, line), '--to', 'dev3@example.com');
  }
  desk.leadline('view', 'decision', 'log', '--title', 'Books close at midnight', '--undo', 'days', '--decided-by', 'team', '--path', 'ledger/book.go', '--lines', '3-4');
  desk.leadline('view', 'pairing', 'schedule', '--with', 'dev1@example.com', '--at', 'in 3 days', '--for', '60m', '--topic', 'the keys', '--path', 'pay/charge.go');
  const w = await open(desk.path('view'));
  await w.file('book.go', 'package ledger');
  await w.leadline();
  for (const [group, line] of [
    ['Promised to me', 'tell whoever waits'], ['Offered to me', 'count twice'], ['Decisions here', 'Books close at midnight'], ['Pairings', 'the keys'], ['Silos near me', 'ledger'],
  ] as const) {
    await w.view(group).waitFor();
    await w.view(line).waitFor();
  }
  await w.dismissToasts();
  await w.shot('23-view');
  await w.view('Books close at midnight').click();
  w.uses('Open');
  await w.page.locator('.statusbar-item', { hasText: 'Ln 3,' }).waitFor();

  await w.inline('count twice', 'Think About It');
  await w.toast(/count twice/).waitFor();
  await w.inline('close the books', 'Not Me');
  await w.answer('Why not?', 'I am away then');
  await until('the message is ready to paste', async () => (await w.clipboard()).includes('I am away then'));
  await w.view('close the books').waitFor({ state: 'detached' });
  await w.inline('name the keys', 'Take It');
  await w.view('Promised by me').waitFor();
  await w.menuOf('name the keys', 'On Track');
  await w.answer('A line about it', 'half of it is done');
  await w.toast(/on track/i).waitFor();
  await w.menuOf('name the keys', 'Answer…');
  const move = w.rows.filter({ hasText: 'Move it by a week' });
  await move.waitFor();
  await w.shot('24-answers');
  await move.click();
  await w.answer('Move the check-in', 'in 2 weeks');
  await w.answer('A line about it', '');
  await until('the check-in is moved', () => desk.query('view', "select check_in from delegations where what = 'name the keys'")[0]?.['check_in'] === new Date(Date.now() + 14 * 86_400_000).toISOString().slice(0, 10));

  desk.leadline('view', 'decision', 'log', '--title', 'Books are never reopened', '--undo', 'days', '--decided-by', 'me', '--path', 'ledger/book.go', '--lines', '4');
  await w.above('view', 'Refresh');
  await w.view('Books are never reopened').waitFor();
  await w.menuOf('ledger', 'Schedule Pairing');
  await w.prompt('With whom?').waitFor();
  await w.rows.filter({ hasText: 'Dev One' }).waitFor();
  await w.key('Escape');

  await w.command('Leadline: Offer Work That Has No Comment');
  await w.pick('Offer it to whom?', 'Dev One');
  await w.answer('What is to be done?', 'write down how books close');
  await w.answer('Why does it matter?', 'one person knows');
  await w.answer('What does it look like', '');
  await w.answer('When do you want to talk', '');
  await w.pick('How far to go alone?', 'Act freely');
  await w.toast(/Offered T-/).waitFor();
}
