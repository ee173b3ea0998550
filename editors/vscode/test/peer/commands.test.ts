// Every command that the server announces, run as an editor's extension runs it: with all that it needs, so that nothing is asked.
// Commands that are not in the list are run too, with the place alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as lsp from 'vscode-languageserver-protocol/node';
import { Desk } from '../ui/desk';
import { Peer } from './peer';
import { charge, shop } from './shop';

/** What earlier commands answered, by the names that later ones use. */
type Known = Record<string, string>;

interface Run {
  command: string;
  /** Its words beside where it is about. */
  with: (known: Known) => object;
  /** The name under which the id that it answers is kept. */
  as?: string;
  /** The line it is about, by a part of it. */
  at?: string;
  /** It says no, and why; what it needs is not there. */
  refuses?: RegExp;
}

const soon = 'in 3 hours';

const runs: Run[] = [
  { command: 'leadline.decision.log', with: () => ({ title: 'Keys are kept', because: 'of retries', undo: 'days', decided_by: 'me' }), as: 'decision', at: 'func Charge' },
  { command: 'leadline.decision.log', with: () => ({ title: 'Keys are hashed' }), as: 'other', at: 'func Charge' },
  { command: 'leadline.decision.question', with: ({ decision }) => ({ id: decision, text: 'Does it hold for refunds?' }) },
  { command: 'leadline.decision.answer', with: ({ decision }) => ({ id: decision, text: 'It does' }) },
  { command: 'leadline.decision.review', with: ({ decision }) => ({ id: decision, outcome: 'keep', learned: 'keys are cheap' }) },
  { command: 'leadline.decision.supersede', with: ({ decision, other }) => ({ id: decision, by: other }) },
  { command: 'leadline.attach', with: ({ other }) => ({ id: other }), at: 'bills once' },
  { command: 'leadline.attach', with: ({ other }) => ({ id: other, undo: true }) },
  { command: 'leadline.question.open', with: () => ({ text: 'Why twice?' }), as: 'question', at: 'return nil' },
  { command: 'leadline.question.answer', with: ({ question }) => ({ id: question, text: 'Once is not enough' }) },
  { command: 'leadline.risk.raise', with: () => ({ problem: 'The bank is slow', cause: 'timeouts' }), as: 'risk', at: 'return nil' },
  { command: 'leadline.risk.close', with: ({ risk }) => ({ id: risk, outcome: 'avoided' }) },
  { command: 'leadline.ask', with: () => ({ to: 'dev2@example.com', question: 'Why nil?' }), at: 'return nil' },
  { command: 'leadline.todo.candidates', with: () => ({}), at: 'TODO' },
  { command: 'leadline.todo.delegate', with: () => ({ to: 'dev1@example.com', what: 'retry', why: 'money' }), as: 'offer', at: 'TODO' },
  { command: 'leadline.work.offer', with: () => ({ to: 'dev3@example.com', what: 'count the fees', why: 'nobody does' }), as: 'work' },
  { command: 'leadline.respond', with: ({ work }) => ({ id: work, answer: 'take' }) },
  { command: 'leadline.respond', with: ({ work }) => ({ id: work, answer: 'done' }) },
  { command: 'leadline.thank', with: ({ work }) => ({ id: work }) },
  { command: 'leadline.amend', with: ({ offer }) => ({ id: offer, why: 'much money' }) },
  { command: 'leadline.pairing.candidates', with: () => ({}), at: 'func Charge' },
  { command: 'leadline.pairing.times', with: () => ({ with: 'dev2@example.com', for: '60m' }), at: 'func Charge' },
  { command: 'leadline.pairing.suggest', with: () => ({ with: 'dev2@example.com', at: soon, for: '60m', topic: 'keys' }), as: 'block', at: 'func Charge' },
  { command: 'leadline.pairing.schedule', with: () => ({ with: 'dev1@example.com', at: 'in 30 hours', for: '30m', topic: 'fees' }), as: 'second', at: 'TODO' },
  { command: 'leadline.pairing.move', with: ({ block }) => ({ id: block, at: 'in 5 hours' }) },
  { command: 'leadline.pairing.start', with: ({ block }) => ({ id: block, hook: 'no' }) },
  { command: 'leadline.pairing.stop', with: () => ({}) },
  { command: 'leadline.pairing.invite', with: ({ block }) => ({ id: block }) },
  { command: 'leadline.pairing.publish', with: ({ block }) => ({ id: block }), refuses: /calendar/ },
  { command: 'leadline.pairing.done', with: ({ block }) => ({ id: block, outcome: 'keys are hashed' }) },
  { command: 'leadline.pairing.outcome', with: ({ block }) => ({ id: block, outcome: 'keys are salted' }) },
  { command: 'leadline.pairing.drop', with: ({ second }) => ({ id: second }), refuses: /has not begun/ },
  { command: 'leadline.pairing.cancel', with: ({ second }) => ({ id: second }) },
  { command: 'leadline.review.request', with: () => ({ to: 'dev2@example.com', note: 'mind the keys' }), as: 'review', at: 'func Charge' },
  { command: 'leadline.reviewers', with: () => ({}) },
  { command: 'leadline.retro.note', with: () => ({ text: 'We were quick', anonymous: true }), at: 'func Charge' },
  { command: 'leadline.know', with: () => ({ know: 'yes' }) },
  { command: 'leadline.wish', with: () => ({ wish: 'learn', area: 'pay' }) },
  { command: 'leadline.plate', with: () => ({ add: 'read the fees' }) },
  { command: 'leadline.tour', with: () => ({}) },
  { command: 'leadline.catchup', with: () => ({ path: '.', since: '2020-01-01' }) },
  { command: 'leadline.why.open', with: () => ({}), at: 'func Charge' },
  { command: 'leadline.companion.open', with: () => ({}), refuses: /./ },
  { command: 'leadline.report.open', with: () => ({ report: 'week' }) },
  { command: 'leadline.hint.snooze', with: () => ({}) },
  { command: 'leadline.hint.snooze', with: () => ({ wake: true }) },
  { command: 'leadline.retract', with: ({ other }) => ({ id: other }) },
];

void test('every command', async (t) => {
  const desk = new Desk(process.env['LEADLINE_BIN'] ?? 'leadline');
  const top = shop(desk);
  const peer = new Peer(desk, { folders: [top] });
  t.after(() => {
    peer.kill();
    desk.remove();
  });
  await peer.start();
  const asked: string[] = [];
  peer.pick = ({ message }) => {
    asked.push(message);
    return null;
  };
  const text = await peer.open(`${top}/pay/charge.go`, 'go', charge);
  await peer.settled(text);
  const announced = peer.announced.capabilities.executeCommandProvider?.commands ?? [];
  assert.deepEqual(runs.map((run) => run.command).filter((command) => !announced.includes(command)), [], 'run here, and not announced');

  const known: Known = {};
  for (const run of runs) {
    const range = text.find(run.at ?? 'package');
    const what = `${run.command} ${JSON.stringify(run.with(known))}`;
    const answer = await peer.run(run.command, { uri: text.uri, range, ...run.with(known) }).then(
      (given) => ({ given }),
      (error: unknown) => ({ error }),
    );
    if ('error' in answer) {
      assert.ok(answer.error instanceof lsp.ResponseError && answer.error.code === -32803 && run.refuses?.test(answer.error.message), `${what}: ${String(answer.error)}`);
      continue;
    }
    assert.equal(run.refuses, undefined, `${what} was done`);
    if (run.as !== undefined) {
      const { id } = (answer.given ?? {}) as { id?: string };
      assert.ok(id !== undefined, `${what} answers an id; shown ${peer.shown.join(' ')}`);
      known[run.as] = id;
    }
  }
  assert.deepEqual(asked.filter((question) => !question.includes('Are you also')), [], 'nothing was asked');
  assert.deepEqual(peer.shown.filter((one) => one.includes('/drafts/')), [], 'no draft was needed');
  for (const command of announced.filter((one) => !runs.some((run) => run.command === one))) { // with the place alone they may ask, open a draft, or say no
    await peer.run(command, { uri: text.uri, range: text.find('func Charge') }).catch((error: unknown) => assert.ok(error instanceof lsp.ResponseError && error.code === -32803, `${command}: ${String(error)}`));
  }
  await assert.rejects(peer.run('leadline.nothing'), { code: lsp.ErrorCodes.InvalidParams });
  for (const odd of [[], 7, 'x', { uri: 7 }, { uri: text.uri, range: 'x' }, { id: 'D-000000', uri: text.uri }]) {
    await peer.run('leadline.retract', odd as object).then(() => assert.fail(JSON.stringify(odd)), (error: unknown) => assert.ok(error instanceof lsp.ResponseError, String(error)));
  }

  const titles = desk.query('shop', "select title from decisions where title like 'Keys%'");
  assert.deepEqual(titles.map((row) => row['title']), ['Keys are kept']);
  assert.equal(await peer.leave(), 0);
  assert.deepEqual(peer.unbalanced, []);
  assert.deepEqual(peer.faults, []);
});
