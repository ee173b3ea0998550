// What a developer does, told as stories, each in a window of its own.
import assert from 'node:assert/strict';
import type { Desk } from './desk';
import { type Editor, until, type Window } from './editor';

export interface Stage {
  desk: Desk;
  editor: Editor;
  open: (folder: string, query?: string) => Promise<Window>;
}

export const stories: Record<string, (stage: Stage) => Promise<void>> = {
  'the main job': mainJob,
  'a decision that is hard to undo': oneWay,
  'a TODO is offered, another is answered': delegation,
  'a pairing block and a review': together,
  'pages and messages': pages,
  'quick fixes and drafts': drafts,
  'quiet, settings and symbols': quiet,
  'no program, and one click to it': missing,
  'programs of other versions': versions,
  'folders that are left alone': leftAlone,
  'two windows, several folders': windows,
  'a server that keeps ending': ending,
  'keys': keys,
};

async function mainJob({ desk, open }: Stage): Promise<void> {
  await until('the servers of other stories ended', () => desk.servers().length === 0);
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
  await w.view('Charge is idempotent').waitFor(); // documents are open in the new server too
  await w.shot('06-restarted');
  await w.command('Leadline: Log Decision'); // and it still records
  await w.answer('What was decided', 'Keys are kept for a month');
  await w.answer('Because', '');
  await w.pick('How long would it take to undo', 'Weeks');
  await w.pick('Who decided it?', 'Me');
  await w.view('Keys are kept for a month').waitFor();
  assert.equal(desk.count('main', 'decisions'), 2);
  await w.dismissToasts();
  const second = desk.servers()[0] ?? 0;
  process.kill(second, 'SIGKILL');
  await until('a third server runs', () => desk.servers().length === 1 && desk.servers()[0] !== second);
  await w.view('Keys are kept for a month').waitFor();
  assert.equal(await w.page.locator('.notification-toast', { hasText: 'was started again' }).count(), 0, 'said once');

  await w.command('Developer: Show Running Extensions');
  const running = w.page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'Leadline' });
  await running.waitFor();
  const activation = /(\d+)\s?ms/.exec(await running.innerText())?.[1];
  console.log(`vscode: activation took ${activation} ms`);
  assert.ok(Number(activation) < 100, 'activation is quick');
}

async function oneWay({ desk, open }: Stage): Promise<void> {
  const w = await open(desk.repository('oneway'));
  await w.file('charge.go', 'package pay');
  await w.lenses.filter({ hasText: '@payments' }).first().waitFor();
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

async function delegation({ desk, open }: Stage): Promise<void> {
  const w = await open(desk.repository('hand'));
  await w.file('charge.go', 'package pay');
  await w.lenses.filter({ hasText: '@payments' }).first().waitFor();
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
  await offer.hover();
  await offer.locator('.action-label[aria-label="Take It"]').click();
  await w.view('Promised by me').waitFor();
  await until('the file with a name that needs care opens', async () => {
    await offer.click(); // the list may just be drawn anew
    return w.page.locator('.tab', { hasText: 'naïve 100% #1.go' }).waitFor({ timeout: 5000 }).then(() => true, () => false);
  });
  await w.page.getByText('→ you').first().waitFor();
  await w.shot('22-promised');
  await w.view('round once').click({ button: 'right' });
  await w.choose("I'd Like Help");
  await w.answer('A line about it', 'which way to round?');
  await w.toast(/help wanted/).waitFor();
  await w.view('round once').hover();
  await w.view('round once').locator('.action-label[aria-label="Done"]').click();
  await w.view('round once').waitFor({ state: 'detached' });
  assert.equal(desk.query('hand', "select state from delegations where what = 'round once'")[0]?.['state'], 'done');
}

async function together({ desk, open }: Stage): Promise<void> {
  const w = await open(desk.repository('pair'));
  await w.file('charge.go', 'package pay');
  await w.lenses.filter({ hasText: '@payments' }).first().waitFor();
  await w.at('func Charge');
  await w.command('Leadline: Schedule Pairing');
  await w.prompt('With whom?').waitFor();
  await w.rows.filter({ hasText: 'Dev Two' }).click();
  await w.box.fill('@newcomer');
  await w.rows.filter({ hasText: 'as typed' }).click();
  await w.shot('30-with-whom');
  await w.key('Enter');
  await w.prompt('When?').waitFor();
  await w.box.fill('tomorrow 9:30');
  await w.prompt(', 09:30').waitFor();
  await w.key('Enter');
  await w.prompt('How long?').waitFor();
  assert.equal(await w.box.inputValue(), '60m');
  await w.box.fill('1h30');
  await w.prompt('1 h 30 min').waitFor();
  await w.key('Enter');
  await w.answer('About what', 'retries');
  await w.toast(/Planned P-/).waitFor();
  await w.leadline();
  await w.view('retries').waitFor();
  const [block] = desk.query('pair', 'select topic, path, state from pairings');
  assert.deepEqual(block, { topic: 'retries', path: 'pay/charge.go', state: 'planned' });

  await w.at('return nil');
  await w.key('End');
  await w.page.keyboard.type(' // for now');
  await w.key('Control+S');
  await w.status(/could review/i).waitFor();
  await w.shot('31-could-review');
  await w.command('Leadline: Who Should Review My Change');
  await w.prompt('Pick somebody to ask for a review').waitFor();
  await w.shot('32-who-should-review');
  await w.pick('Pick somebody to ask for a review', 'Dev Two');
  await w.toast(/Asked Dev Two/).waitFor();
  assert.equal(desk.query('pair', 'select state from reviews')[0]?.['state'], 'offered');
}

async function pages({ desk, open }: Stage): Promise<void> {
  const w = await open(desk.repository('read'));
  await w.file('charge.go', 'package pay');
  await w.lenses.filter({ hasText: '@payments' }).first().waitFor();
  await w.at('func Charge');
  await w.command('Leadline: Who Knows This');
  await w.prompt('Pick somebody to ask').waitFor();
  await w.rows.filter({ hasText: '@payments' }).waitFor();
  await w.shot('40-who-knows');
  await w.pick('Pick somebody to ask', 'Dev Two');
  await w.answer('Your question', 'Why is there no retry?');
  await w.toast(/ready/i).waitFor();
  await until('the message is ready to paste', async () => (await w.clipboard()).includes('Why is there no retry?'));

  const page = async (command: string, title: string, choice?: [string, string]): Promise<void> => {
    await w.command(command);
    if (choice !== undefined) {
      await w.pick(...choice);
    }
    await w.page.locator('.tab.active', { hasText: title }).waitFor();
    await w.preview.locator('h1, p').first().waitFor();
    await w.shot(`41-${title.replace(/\W+/g, '-')}`);
    await w.command('View: Close Editor');
    await w.page.locator('.tab', { hasText: title }).waitFor({ state: 'detached' });
    await w.line('func Charge').waitFor();
  };
  await page('Leadline: Why Is This Here', 'why.md');
  await page('Leadline: My Plate', 'plate.md');
  await page('Leadline: Team Report', 'week.md', ['Team Report', "The team's week"]);
  await page('Leadline: Tour', 'tour.md', ['Be shown round', 'Everything']);
  await page('Leadline: Catch Up', 'catchup.md');

  await w.lenses.filter({ hasText: 'Dev Two' }).first().click(); // a lens opens what it speaks of
  await w.page.locator('.tab.active', { hasText: 'people.md' }).waitFor();
  await w.preview.locator('h1').first().waitFor();
  await w.command('View: Close Editor');

  await w.command('Leadline: Doctor');
  await w.page.locator('.output-view-container, .part.panel', { hasText: 'identity' }).first().waitFor();
  await w.shot('42-doctor');
  await w.command('View: Toggle Panel Visibility');
  await w.line('func Charge').click({ button: 'right', position: { x: 20, y: 5 } });
  await w.menu('Leadline').hover();
  await w.menu('Raise a Risk').waitFor();
  await w.shot('43-menu');
  await w.choose('Raise a Risk');
  await w.answer('What may go wrong', 'a key is used twice');
  await w.answer('Do you know the cause', '');
  await w.answer('What does it take', '');
  await w.answer('What gets better', '');
  await w.toast(/K-/).waitFor();
  await w.command('Leadline: Open a Question');
  await w.answer('What is the question', 'Which currency rounds?');
  await w.pick('Who decides it?', 'The team');
  await w.answer('By when?', 'fri');
  await w.toast(/Q-/).waitFor();
  assert.equal(desk.count('read', 'questions'), 1);
  assert.equal(desk.count('read', 'risks'), 1);
  await w.command('Leadline: Say What You Would Like to Learn');
  await w.pick('What would you like of this file?', "I'd like to learn this");
  await w.toast(/learn/i).waitFor();
  await w.command('Leadline: Note for the Retro');
  await w.answer('What did you notice', 'retries took long');
  await w.pick('With your name?', 'Without a name');
  await until('the note is kept', () => desk.count('read', 'retro') === 1);
}

async function drafts({ desk, editor, open }: Stage): Promise<void> {
  const w = await open(desk.repository('fix'));
  await w.file('charge.go', 'package pay');
  await w.lenses.filter({ hasText: '@payments' }).first().waitFor();
  await w.at('func Charge');
  await w.key('Control+.');
  const action = w.page.locator('.action-widget .monaco-list-row', { hasText: 'Log a decision here' });
  await action.waitFor();
  await w.shot('50-quick-fix');
  await until('the action is chosen', async () => {
    await w.key('ArrowDown');
    return (await action.getAttribute('class'))?.includes('focused') === true;
  });
  await w.key('Enter'); // something invisible is in the way of a click
  await w.prompt('What was decided').waitFor(); // the quick fix asks with prompts, too
  await w.key('Escape');

  editor.machine({ 'leadline.prompts': false });
  await w.command('Leadline: Log Decision');
  const tab = w.page.locator('.tab.active', { hasText: 'decision-' });
  await tab.waitFor();
  await w.line('title:').waitFor();
  await w.shot('51-draft');
  await w.page.keyboard.type('Charges go through the ledger');
  await w.page.locator('.editor-actions .action-label[aria-label*="Record This Draft"]').click();
  await w.toast(/Logged D-/).waitFor();
  assert.equal(desk.query('fix', "select count(*) as n from decisions where title = 'Charges go through the ledger'")[0]?.['n'], 1);
  await w.command('View: Close Editor');

  await w.line('func Charge').waitFor();
  await w.command('Leadline: Log Decision');
  await w.line('title:').waitFor();
  await w.close(); // in the middle of it

  const again = await open(desk.path('fix'));
  const offer = again.toast('draft was left unfinished');
  await offer.waitFor();
  await again.shot('52-left-draft');
  await offer.locator('.monaco-button', { hasText: 'Open It' }).click();
  await again.line('title:').waitFor();
  await again.page.locator('.editor-actions .action-label[aria-label*="Throw This Draft Away"]').click();
  await again.page.locator('.tab', { hasText: 'decision-' }).waitFor({ state: 'detached' });
  await again.toast(/draft is gone/).waitFor();
  assert.equal(desk.count('fix', 'decisions'), 1);
  await again.command('Leadline: Open a Draft');
  await again.toast('no draft was left').waitFor();
}

async function quiet({ desk, editor, open }: Stage): Promise<void> {
  desk.repository('quiet');
  desk.write('quiet/pay/fees.js', '// Fees are paid once.\nfunction fees(amount) {\n  return amount * 0.01;\n}\n\nmodule.exports = { fees };\n');
  desk.commit('quiet', 'Dev One', 5, 'fees are one percent');
  const w = await open(desk.path('quiet'));
  await w.file('fees.js', 'Fees are paid');
  const lens = w.lenses.filter({ hasText: '@payments' }).first();
  await lens.waitFor();
  await w.command('Leadline: Snooze');
  await w.pick('No hints in this file', 'For today');
  await lens.waitFor({ state: 'detached' });
  await w.command('Leadline: Snooze');
  await w.pick('No hints in this file', 'Show them again');
  await lens.waitFor();
  editor.machine({ 'leadline.hints.lens': false });
  await lens.waitFor({ state: 'detached' });
  editor.machine({ 'leadline.hints.symbols': true });
  await w.lenses.filter({ hasText: 'fees are one percent' }).first().waitFor({ timeout: 60_000 }); // of the function that TypeScript found
  await w.shot('60-symbols');
  editor.machine({ 'leadline.statusBar': false });
  await w.status('@payments').waitFor({ state: 'detached' });
}

async function missing({ desk, editor, open }: Stage): Promise<void> {
  editor.machine({ 'leadline.path': '/nowhere/leadline' });
  const w = await open(desk.repository('none'));
  const said = w.toast('/nowhere/leadline');
  await said.waitFor();
  await w.status('Leadline: no program').waitFor();
  await w.shot('70-missing');
  await said.locator('.monaco-button', { hasText: 'How to Install' }).click();
  await w.page.locator('.gettingStartedContainer', { hasText: 'the first five minutes' }).waitFor();
  await w.shot('71-walkthrough');
  await w.page.locator('.gettingStartedContainer', { hasText: 'Hand a TODO on' }).waitFor();
  await w.status('Leadline: no program').click();
  await w.prompt('Where is the program').waitFor().catch(async () => w.input.waitFor());
  await w.rows.filter({ hasText: 'CODEOWNERS' }).waitFor(); // it has looked at the folder
  await w.box.fill(`${desk.bin}/`);
  await w.rows.filter({ hasText: 'leadline' }).waitFor();
  await w.shot('72-choose');
  await w.rows.filter({ hasText: 'leadline' }).click();
  await w.status('Leadline: no program').waitFor({ state: 'detached' });
  await w.file('charge.go', 'package pay');
  await w.lenses.filter({ hasText: '@payments' }).first().waitFor();
}

async function versions({ desk, editor, open }: Stage): Promise<void> {
  desk.repository('other');
  const standIn = (name: string, experimental: string, version: string): string => {
    desk.write(
      `other-bin/${name}`,
      `#!/bin/sh\nexec '${desk.node}' -e '
let data = Buffer.alloc(0);
const send = (m) => { const t = JSON.stringify({ jsonrpc: "2.0", ...m }); process.stdout.write("Content-Length: " + Buffer.byteLength(t) + "\\r\\n\\r\\n" + t); };
process.stdin.on("data", (c) => { data = Buffer.concat([data, c]); for (;;) {
  const end = data.indexOf("\\r\\n\\r\\n"); if (end < 0) return;
  const n = Number(/Length: (\\d+)/.exec(data.subarray(0, end))[1]); if (data.length < end + 4 + n) return;
  const m = JSON.parse(data.subarray(end + 4, end + 4 + n)); data = data.subarray(end + 4 + n);
  if (m.method === "initialize") send({ id: m.id, result: { serverInfo: { name: "leadline", version: "${version}" }, capabilities: { executeCommandProvider: { commands: ["leadline.plate"] }${experimental} } } });
  else if (m.method === "exit") process.exit(0);
  else if (m.id !== undefined && m.method) send({ id: m.id, result: null });
} });'\n`,
    );
    desk.executable(`other-bin/${name}`);
    return desk.path('other-bin', name);
  };
  editor.machine({ 'leadline.path': standIn('old', '', '0.0.9') });
  const w = await open(desk.path('other'));
  await w.toast('Leadline 0.0.9').waitFor();
  await w.toast('is older than this extension').waitFor();
  await w.leadline();
  await w.page.getByText('This view needs a newer Leadline').waitFor();
  await w.shot('80-older');
  editor.machine({ 'leadline.path': standIn('new', ', experimental: { leadline: { protocol: 99, least: 98 } }', '9.9.9') });
  await w.toast('This extension is too old for Leadline 9.9.9').waitFor();
  await w.status('extension too old').waitFor();
  await w.shot('81-newer');
  editor.machine({ 'leadline.path': '/bin/true' });
  await w.toast('/bin/true does not answer').waitFor();
  await w.shot('82-broken');
  editor.machine({});
  await w.status('does not answer').waitFor({ state: 'detached' });
  await w.file('charge.go', 'package pay');
  await w.lenses.filter({ hasText: '@payments' }).first().waitFor();
}

async function leftAlone({ desk, editor, open }: Stage): Promise<void> {
  desk.write('plain/notes.txt', 'nothing here\n');
  await until('the servers of other stories ended', () => desk.servers().length === 0);
  const w = await open(desk.path('plain'));
  await w.file('notes.txt', 'nothing here');
  await w.command('Developer: Show Running Extensions');
  await w.page.locator('.runtime-extensions-editor .monaco-list-row').first().waitFor();
  assert.equal(await w.page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'Leadline' }).count(), 0, 'not activated');
  assert.equal(desk.servers().length, 0);
  await w.close();

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
  await until('the servers of other stories ended', () => desk.servers().length === 0);
  desk.repository('shop');
  const first = await open(desk.path('shop'));
  const second = await open(desk.path('shop/pay')); // a folder inside of it
  for (const w of [first, second]) {
    await w.file('charge.go', 'package pay');
    await w.lenses.filter({ hasText: '@payments' }).first().waitFor();
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

  desk.write('plain/notes.txt', 'nothing here\n');
  desk.repository('bank');
  desk.git('bank', 'worktree', 'add', '-q', desk.path('bank-tree'), '-b', 'tree');
  desk.write('all.code-workspace', JSON.stringify({ folders: [{ path: 'shop' }, { path: 'bank-tree' }, { path: 'plain' }] }));
  const w = await open(desk.path('all.code-workspace'));
  await w.file('charge.go', 'package pay', 'shop');
  await w.lenses.filter({ hasText: '1 decision' }).first().waitFor();
  await w.command('View: Close Editor');
  await w.file('charge.go', 'package pay', 'bank-tree');
  await w.lenses.filter({ hasText: '@payments' }).first().waitFor();
  assert.equal(await w.lenses.filter({ hasText: '1 decision' }).count(), 0);
  assert.equal(desk.servers().length, 1, 'one server for all folders');
  assert.deepEqual(w.errors.filter((error) => error.includes('leadline')), []);
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
  await w.file('charge.go', 'package pay');
  await w.lenses.filter({ hasText: '@payments' }).first().waitFor();
}

async function keys({ desk, open }: Stage): Promise<void> {
  const w = await open(desk.repository('keys'));
  await w.file('charge.go', 'package pay');
  await w.status('@payments').waitFor();
  await w.at('func Charge');
  for (const [key, question] of [['d', 'What was decided'], ['t', 'Offer it to whom?'], ['p', 'With whom?'], ['a', 'Whom do you want to ask?'], ['r', 'Who should review it?'], ['w', 'Pick somebody to ask']] as const) {
    await w.key('Control+K');
    await w.key(`Alt+${key}`);
    await w.prompt(question).waitFor();
    await w.key('Escape');
    await w.prompt(question).waitFor({ state: 'detached' });
  }
  await w.command('Preferences: Open Default Keyboard Shortcuts (JSON)');
  await w.page.locator('.tab.active', { hasText: 'Default Keybindings' }).waitFor();
  await w.key('Control+F');
  const find = w.page.locator('.find-widget textarea[aria-label="Find"]');
  for (const key of 'dtparwy') {
    await find.fill(`"ctrl+k alt+${key}"`);
    await w.page.locator('.find-widget .matchesCount', { hasText: /\bof 1$/ }).waitFor(); // ours alone
  }
}
