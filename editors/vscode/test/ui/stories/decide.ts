// What was decided: the main job, and a decision that is hard to undo.
import assert from 'node:assert/strict';
import { reading, type Stage, type Story } from './stage';

export const deciding: Record<string, Story> = {
  'the main job': mainJob,
  'a decision that is hard to undo': oneWay,
};

async function mainJob(stage: Stage): Promise<void> {
  const { desk } = stage;
  const w = await reading(stage, 'main');
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

  await w.leadline();
  await w.view('Charge is idempotent').waitFor();
  await w.shot('05-view');
  const activation = await w.activation();
  assert.ok(activation !== undefined, 'it is activated');
  console.log(`vscode: activation took ${activation} ms (target: under 100)`);
}

async function oneWay(stage: Stage): Promise<void> {
  const { desk } = stage;
  const w = await reading(stage, 'oneway');
  await w.at('func Charge');
  await w.command('Leadline: Log Decision');
  await w.prompt('What was decided').waitFor();
  await w.key('Enter');
  await w.prompt('This is needed').waitFor();
  await w.box.fill('x'.repeat(600));
  await w.prompt('Is longer than 500 characters').waitFor();
  await w.key('Enter');
  await w.box.fill('Ledger before queue');
  await w.prompt('Is longer than 500 characters').waitFor({ state: 'detached' });
  await w.key('Enter');
  await w.answer('Because', 'a queue loses money');
  await w.pick('How long would it take to undo', 'Days');
  await w.prompt('Who decided it?').waitFor();
  await w.input.locator('.action-label[aria-label*="Back"], .codicon-quick-input-back').first().click(); // second thoughts
  await w.pick('How long would it take to undo', 'Months');
  await w.prompt('Who decided it?').waitFor();
  await w.rows.filter({ hasText: 'Dev Two' }).waitFor();
  await w.shot('10-who-decided');
  await w.pick('Who decided it?', 'Somebody outside');
  await w.answer('Who or what outside', 'the bank');
  await w.pick('How sure are you?', 'Enough');
  await w.answer('What else was possible', 'queue first: a week; hard to leave');
  await w.prompt('Who was asked before?').waitFor();
  await w.rows.filter({ hasText: 'Dev Two' }).click();
  await w.key('Enter');
  await w.answer('What do you do if it was wrong', 'back to the queue');
  await w.prompt('When do you look at it again').waitFor();
  await w.box.fill('whenever');
  await w.prompt('whenever').waitFor();
  await w.shot('11-no-date');
  await w.box.fill('in 2 weeks');
  await w.prompt(new Date(Date.now() + 14 * 86_400_000).toLocaleDateString('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' })).waitFor();
  await w.shot('12-date-in-words');
  await w.key('Enter');
  await w.toast(/Logged D-/).waitFor();
  const [row] = desk.query('oneway', "select title, undo, decided_by, confidence, if_wrong, review_by from decisions where title like 'Ledger%'");
  assert.deepEqual(row, {
    title: 'Ledger before queue', undo: 'months', decided_by: 'outside', confidence: 'enough', if_wrong: 'back to the queue',
    review_by: new Date(Date.now() + 14 * 86_400_000).toISOString().slice(0, 10),
  });

  await w.command('Leadline: Log Decision');
  await w.answer('What was decided', 'Never mind');
  await w.prompt('Because').waitFor();
  await w.key('Escape');
  await w.input.first().waitFor({ state: 'hidden' });
  assert.equal(desk.count('oneway', 'decisions'), 1, 'who leaves said nothing');
}
