// What was said before is changed with prompts that begin with what it says: amended, taken on other terms, handed back, superseded.
import assert from 'node:assert/strict';
import { until } from '../window';
import { charge, reading, type Stage, type Story } from './stage';

export const changing: Record<string, Story> = {
  'what was said is amended and taken back': amends,
  'a field of several lines is amended while another change waits': amendsTheLong,
  'what was said elsewhere belongs to these lines, too or instead': attaches,
  'what was taken is changed and handed back': handsBack,
  'a decision is looked at again and another takes its place': supersedes,
};

const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

async function amends(stage: Stage): Promise<void> {
  const { desk } = stage;
  desk.repository('amend');
  desk.leadline('amend', 'decision', 'log', '--title', 'Refunds are final', '--undo', 'days', '--decided-by', 'team', '--because', 'a retry\n\nmust never bill twice', '--path', 'pay/charge.go', '--lines', '5');
  const w = await stage.open(desk.path('amend'));
  await charge(w);
  await w.page.getByText('⟵ D-').first().waitFor();
  await w.at('func Charge');
  await w.command('Leadline: Amend What You Said');
  await w.prompt('What do you want to change?').waitFor();
  await w.rows.filter({ hasText: 'Refunds are final' }).first().waitFor();
  await w.shot('14-amend');
  await w.pick('What do you want to change?', /^Title/);
  await w.prompt('What was decided').waitFor();
  assert.equal(await w.box.inputValue(), 'Refunds are final');
  await w.box.fill('x'.repeat(600));
  await w.prompt('Is longer than 500 characters').waitFor();
  await w.box.fill('Refunds are final after a day');
  await w.prompt('Is longer than 500 characters').waitFor({ state: 'detached' });
  await w.key('Enter');
  await w.pick('What do you want to change?', /^Undo/);
  await w.pick('How long would it take to undo', 'Weeks');
  await w.pick('What do you want to change?', /^Decided by/);
  await w.pick('Who decided it', 'Dev Two');
  await w.pick('What do you want to change?', /^Review by/);
  await w.answer('When to look at it again', 'in 2 weeks');
  await w.pick('What do you want to change?', /Review by.*day/);
  await w.prompt('When to look at it again').waitFor();
  await w.key('Escape'); // back to the list, with all of it
  await w.prompt('What do you want to change?').waitFor();
  await w.rows.filter({ hasText: 'Refunds are final after a day, before: Refunds are final' }).waitFor();
  await w.shot('15-amended');
  await w.pick('What do you want to change?', 'Record');
  await w.toast(/Amended D-/).waitFor();
  assert.deepEqual(desk.query('amend', "select title, undo, decided_by, review_by from decisions where title like 'Refunds%'"), [
    { title: 'Refunds are final after a day', undo: 'weeks', decided_by: 'dev2@example.com', review_by: day(14) },
  ]);

  await w.dismissToasts();
  await w.at('func Charge');
  await w.command('Leadline: Amend What You Said');
  await w.pick('What do you want to change?', /^Because/); // which has several lines
  await w.page.locator('.tab.active', { hasText: 'decision-' }).waitFor();
  await w.line('Refunds are final after a day').waitFor();
  await w.command('View: Close Editor');
  await w.line('func Charge').waitFor();
  await w.at('func Charge');
  await w.command('Leadline: Take Back What You Said');
  await w.pick('Take back which?', 'Refunds are final after a day');
  await w.toast(/Took back D-/).waitFor();
  assert.equal(desk.count('amend', 'decisions'), 0);
}

async function amendsTheLong(stage: Stage): Promise<void> {
  const { desk } = stage;
  desk.repository('long');
  desk.leadline('long', 'decision', 'log', '--title', 'Payouts are final', '--undo', 'days', '--because', 'a retry\n\nmust never bill twice', '--path', 'pay/charge.go', '--lines', '5');
  const w = await stage.open(desk.path('long'));
  await charge(w);
  await w.page.getByText('⟵ D-').first().waitFor();
  await w.at('func Charge');
  await w.command('Leadline: Amend What You Said');
  await w.pick('What do you want to change?', /^Title/);
  await w.answer('What was decided', 'Payouts are final after a day');
  await w.prompt('What do you want to change?').waitFor();
  await w.rows.filter({ hasText: 'records what you changed, then opens as a draft' }).waitFor();
  await w.shot('17-long');
  await w.pick('What do you want to change?', /^Because/);
  await w.toast(/Amended D-/).waitFor();
  await w.page.locator('.tab.active', { hasText: 'decision-' }).waitFor();
  await w.line('Payouts are final after a day').waitFor(); // the draft begins with what was just recorded
  await w.line('must never bill twice').waitFor();
  assert.deepEqual(desk.query('long', "select title, because from decisions where title like 'Payouts%'"), [{ title: 'Payouts are final after a day', because: 'a retry\n\nmust never bill twice' }]);
  await w.dismissToasts();
  await w.line('must never bill twice').click();
  await w.key('End');
  await w.page.keyboard.type(', nor refund twice');
  await w.key('Control+S');
  await w.toast(/Amended D-/).waitFor();
  assert.deepEqual(desk.query('long', "select title, because from decisions where title like 'Payouts%'"), [{ title: 'Payouts are final after a day', because: 'a retry\n\nmust never bill twice, nor refund twice' }]);
}

async function attaches(stage: Stage): Promise<void> {
  const { desk } = stage;
  desk.repository('attach');
  desk.leadline('attach', 'decision', 'log', '--title', 'Round once', '--undo', 'days', '--path', 'pay/naïve 100% #1.go', '--lines', '4');
  desk.leadline('attach', 'decision', 'log', '--title', 'A charge has one key', '--undo', 'days', '--path', 'pay/charge.go', '--lines', '5');
  desk.leadline('attach', 'question', 'open', '--text', 'Which currency?');
  desk.git('attach', 'rm', '-q', 'pay/naïve 100% #1.go');
  desk.commit('attach', 'Dev Two', 1, 'nothing is rounded here');
  const w = await stage.open(desk.path('attach'));
  await charge(w);
  const places = (title: string): unknown[] => desk.query('attach', `select anchors.path, anchors.line from anchors join decisions using (id) where title = '${title}' order by anchors.line`);

  await w.at('func Charge');
  await w.command('Leadline: Attach to These Lines');
  await w.prompt('What belongs to these lines?').waitFor();
  await w.rows.filter({ hasText: 'Which currency?' }).waitFor();
  assert.match(await w.rows.first().innerText(), /Round once/, 'what lost its place stands first');
  await w.shot('18-attach');
  await w.pick('What belongs to these lines?', 'Round once');
  await w.toast(/Round once.* belongs to these lines now/).waitFor();
  assert.deepEqual(places('Round once'), [{ path: 'pay/charge.go', line: 5 }]);
  await w.dismissToasts();

  await w.at('TODO(dev1)');
  await w.command('Leadline: Attach to These Lines');
  await w.pick('What belongs to these lines?', 'A charge has one key');
  await w.prompt('Where from now on?').waitFor();
  await w.shot('19-too-or-instead');
  await w.pick('Where from now on?', 'These lines as well');
  await w.toast(/A charge has one key.* belongs to these lines now/).waitFor();
  assert.deepEqual(places('A charge has one key'), [{ path: 'pay/charge.go', line: 4 }, { path: 'pay/charge.go', line: 5 }]);
  await w.dismissToasts();

  await w.command('Leadline: Attach to These Lines');
  await w.pick('What belongs to these lines?', 'A charge has one key');
  await w.pick('Where from now on?', 'Where it was before');
  await w.toast(/is where it was before/).waitFor();
  assert.deepEqual(places('A charge has one key'), [{ path: 'pay/charge.go', line: 5 }]);
  await w.command('Leadline: Attach to These Lines');
  await w.prompt('What belongs to these lines?').waitFor();
  await w.key('Escape');
}

async function handsBack(stage: Stage): Promise<void> {
  const { desk, open } = stage;
  desk.repository('back');
  for (const [what, line] of [['ask the bank', '4'], ['sort the slips', '5'], ['close the till', '6'], ['sweep the floor', '1']] as const) {
    desk.as('Dev One', 'back', 'todo', 'delegate', '--to', 'dev3@example.com', '--what', what, '--why', 'it matters', '--outcome', 'all of it', '--path', 'pay/charge.go', '--line', line);
  }
  const w = await open(desk.path('back'));
  await charge(w);
  await w.leadline();
  await w.menuOf('ask the bank', 'Answer…');
  await w.rows.filter({ hasText: 'Take it, and change outcome or date' }).click();
  await w.prompt('What does it look like').waitFor();
  assert.equal(await w.box.inputValue(), 'all of it');
  await w.answer('What does it look like', 'half of it');
  await w.prompt('When would you like').waitFor();
  await w.box.fill('someday');
  await w.prompt('someday').waitFor();
  await w.box.fill('in 2 weeks');
  await w.prompt('→').waitFor();
  await w.shot('27-terms');
  await w.key('Enter');
  await w.answer('How do you want it followed', 'every Friday');
  await until('it is taken on these terms', () => desk.query('back', "select state from delegations where what = 'ask the bank' and outcome = 'half of it'")[0]?.['state'] === 'taken');

  await w.view('Promised by me').waitFor();
  const promised = async (count: number): Promise<void> => w.view(`Promised by me${count}`).waitFor(); // the list is drawn anew
  const take = async (what: string, count: number): Promise<void> => {
    await w.inline(what, 'Take It');
    await promised(count);
  };
  const handBack = async (what: string, way: string): Promise<void> => {
    await w.menuOf(what, 'Answer…');
    await w.rows.filter({ hasText: 'Hand it back' }).click();
    await w.prompt('How does it go on?').waitFor();
    await w.shot('28-hand-back');
    await w.rows.filter({ hasText: way }).first().click();
  };
  await w.menuOf('ask the bank', 'Answer…');
  await w.rows.filter({ hasText: 'Change outcome, date or tracking' }).click();
  await w.answer('What does it look like', 'a third of it');
  await w.prompt('When would you like').waitFor();
  await w.key('Enter');
  await w.answer('How do you want it followed', '');
  await w.toast(/Amended T-/).first().waitFor();
  assert.deepEqual(desk.query('back', "select outcome, check_in from delegations where what = 'ask the bank'"), [{ outcome: 'a third of it', check_in: day(14) }]);

  await handBack('ask the bank', 'Make it smaller');
  await w.answer('What does it look like', 'one line of it');
  await w.prompt('When would you like').waitFor();
  await w.key('Enter');
  await w.answer('How do you want it followed', '');
  await until('it is smaller', () => desk.query('back', "select outcome from delegations where what = 'ask the bank'")[0]?.['outcome'] === 'one line of it');
  await handBack('ask the bank', 'Pair on it');
  await w.prompt('With whom?').waitFor();
  await w.key('Escape');
  await w.prompt('With whom?').waitFor({ state: 'detached' });

  await take('sort the slips', 2);
  await handBack('sort the slips', 'Offer it to somebody else');
  await w.pick('Offer it to whom?', 'Dev Two');
  await until('it is offered to them', () => desk.query('back', `select state from delegations where what = 'sort the slips' and "to" = 'dev2@example.com'`)[0]?.['state'] === 'offered');
  await promised(1);
  await take('close the till', 2);
  await handBack('close the till', 'It goes back to who offered it');
  await until('it is handed back', () => desk.query('back', "select state from delegations where what = 'close the till'")[0]?.['state'] === 'handed-back');
  assert.equal(await w.page.locator('.tab', { hasText: '.md' }).count(), 0, 'no draft was opened');
}

async function supersedes(stage: Stage): Promise<void> {
  const { desk } = stage;
  const w = await reading(stage, 'again');
  desk.leadline('again', 'decision', 'log', '--title', 'One queue', '--undo', 'days', '--decided-by', 'team', '--because', 'it is simple', '--tags', 'queue', '--review-by', 'today', '--path', 'pay/charge.go', '--lines', '5');
  await w.leadline();
  await w.view('One queue').waitFor();
  await w.menuOf('One queue', 'Answer…');
  await w.rows.filter({ hasText: 'Change it' }).click();
  await w.answer('One line that you learned', 'two would do');
  await w.prompt('What was decided').waitFor();
  assert.equal(await w.box.inputValue(), 'One queue');
  await w.shot('16-in-its-place');
  await w.answer('What was decided', 'Two queues');
  await w.prompt('Because').waitFor();
  assert.equal(await w.box.inputValue(), 'it is simple');
  await w.answer('Because', 'one was slow');
  await w.pick('How long would it take to undo', 'Weeks');
  await w.pick('Who decided it?', 'The team');
  await w.toast(/Logged D-/).waitFor();
  assert.deepEqual(desk.query('again', "select title, status, undo from decisions where title in ('One queue', 'Two queues') order by title"), [
    { title: 'One queue', status: 'superseded', undo: 'days' }, { title: 'Two queues', status: 'accepted', undo: 'weeks' },
  ]);
  assert.equal(await w.page.locator('.tab', { hasText: '.md' }).count(), 0, 'no draft was opened');
}
