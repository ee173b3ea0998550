import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { test } from 'node:test';
import { actionOf, actions } from '../../src/actions';
import { inRepository } from '../../src/repository';
import { restarts } from '../../src/restarts';
import { chosen, serverSettings } from '../../src/settings';
import { MOST, trimmed } from '../../src/symboltree';
import { negotiate, spoken } from '../../src/version';
import { type Action, begins, mustAsk, todoText, wanted, type Word, type Words } from '../../src/words';

const keys = (action: Action, given: Words): string[] => wanted(action, given).map((word) => word.key);

test('a decision that is easy to undo asks little, one that is hard asks more', () => {
  assert.deepEqual(keys(actions.logDecision, {}), ['title', 'because', 'undo', 'decided_by']);
  assert.deepEqual(keys(actions.logDecision, { title: 'T', because: '', undo: 'months', decided_by: 'outside' }), [
    'source', 'confidence', 'options', 'consulted', 'if_wrong', 'review_by',
  ]);
});

test('what is complete is sent at once', () => {
  assert.ok(!mustAsk(actions.logDecision, { title: 'T', undo: 'days', decided_by: 'me' }));
  assert.ok(!mustAsk(actions.requestReview, { to: '@dev1' }));
  assert.ok(mustAsk(actions.requestReview, {}));
  assert.ok(!mustAsk(actions.respond, { id: 'T-1', answer: 'take' }));
  assert.ok(mustAsk(actions.respond, { id: 'T-1', answer: 'decline' }), 'a reason may be given, and is asked for once');
  assert.ok(!mustAsk(actions.respond, { id: 'T-1', answer: 'decline', reason: '' }));
  assert.deepEqual(keys(actions.respond, { answer: 'moved' }), ['check_in', 'note']);
});

test('an offer that is made to somebody else needs their name alone', () => {
  assert.deepEqual(keys(actions.delegateTodo, { from: 'T-1' }), ['to']);
});

test('prompts begin with what was typed, then with what the code says, then with what the server proposes', () => {
  const topic = actions.schedulePairing.words.find((word) => word.key === 'topic') as Word;
  const what = actions.delegateTodo.words.find((word) => word.key === 'what') as Word;
  const context = { line: '// TODO: retry on timeout' };
  const proposal = { topic: 'the ledger', purpose: 'spread', guessed: '', for: '60m', why: [], nobody: '' };
  assert.equal(begins(topic, { topic: 'mine' }, context, proposal), 'mine');
  assert.equal(begins(topic, {}, context, proposal), 'the ledger');
  assert.equal(begins(topic, {}, context, undefined), undefined);
  assert.equal(begins(what, {}, context, proposal), 'retry on timeout');
});

test('a pairing block: who and when must be said; about what and why can be known beforehand', () => {
  assert.deepEqual(keys(actions.schedulePairing, {}), ['with', 'for', 'at', 'purpose', 'topic']);
  assert.deepEqual(keys(actions.schedulePairing, { with: '@dev1', topic: 'retries' }), ['for', 'at', 'purpose']);
  assert.equal(actionOf('leadline.pairing.schedule'), actions.schedulePairing, 'older servers know it by another name');
  assert.ok(mustAsk(actions.pairingTookPlace, { id: 'P-1' }), 'what came of it is asked once');
  assert.ok(!mustAsk(actions.pairingTookPlace, { id: 'P-1', outcome: '' }));
  assert.ok(!mustAsk(actions.beginPairing, { id: 'P-1' }));
});

test('commands of the server lead to their actions', () => {
  assert.equal(actionOf('leadline.decision.log'), actions.logDecision);
  assert.equal(actionOf('leadline.plate'), undefined);
});

test('the words of a TODO', () => {
  assert.equal(todoText('\t// TODO(dev1): retry on timeout'), 'retry on timeout');
  assert.equal(todoText('/* FIXME: round once */'), 'round once');
  assert.equal(todoText('<!-- TODO: say why -->'), 'say why');
  assert.equal(todoText('// TODO'), undefined);
  assert.equal(todoText('func Charge() error {'), undefined);
  assert.equal(todoText(`// TODO${' ('.repeat(50_000)}`), undefined);
});

test('versions: who told nothing is old, and works', () => {
  assert.deepEqual(spoken(undefined), { protocol: 0, least: 0 });
  assert.deepEqual(spoken({ leadline: { protocol: 2, least: 1 } }), { protocol: 2, least: 1 });
  assert.deepEqual(spoken({ leadline: { protocol: -1, least: 'x' } }), { protocol: 0, least: 0 });
  const own = { protocol: 3, least: 2 };
  assert.equal(negotiate({ protocol: 3, least: 0 }, own).kind, 'fine');
  assert.deepEqual(negotiate({ protocol: 9, least: 3 }, own), { kind: 'fine', protocol: 3 });
  assert.deepEqual(negotiate({ protocol: 2, least: 0 }, own), { kind: 'older', protocol: 2 });
  assert.equal(negotiate({ protocol: 1, least: 0 }, own).kind, 'too old');
  assert.equal(negotiate({ protocol: 9, least: 4 }, own).kind, 'too new');
});

test('settings: only what somebody chose, and of a workspace not what is the user’s to decide', () => {
  const settings = serverSettings({ 'leadline.path': { scope: 'machine' }, 'leadline.hints.lens': {}, 'leadline.me': { scope: 'machine' }, 'leadline.people': {}, 'leadline.trace.server': {} });
  assert.deepEqual(settings.map(({ key }) => key), ['hints.lens', 'me', 'people']);
  const values: Record<string, object> = {
    'hints.lens': { defaultValue: true, globalValue: true, workspaceValue: false },
    me: { globalValue: '@me', workspaceValue: '@somebody' },
    people: { defaultValue: {} },
  };
  assert.deepEqual(chosen(settings, (key) => values[key]), { hints: { lens: false }, me: '@me' });
});

test('a server is started again five times in three minutes at most', () => {
  const r = restarts();
  assert.deepEqual([1, 2, 3, 4, 5].map((n) => r.again(n * 1000)), [true, true, true, true, false]);
  assert.ok(r.again(10 * 60_000));
  r.forget();
  assert.ok(r.again(10 * 60_000 + 1));
});

test('symbols of either kind, as the protocol has them', () => {
  const range = { start: { line: 1, character: 0 }, end: { line: 3, character: 1 } };
  assert.deepEqual(trimmed([{ name: 'f', kind: 11, range, selectionRange: range, children: [{ name: 'x', kind: 12, location: { range } }] }]), [
    { name: 'f', kind: 12, range, selectionRange: range, children: [{ name: 'x', kind: 13, range, selectionRange: range }] },
  ]);
  assert.deepEqual(trimmed(undefined), []);
  assert.deepEqual(trimmed([{ name: 1 }, { name: 'x', kind: 1 }]), []);
  assert.equal(trimmed(Array.from({ length: MOST + 5 }, () => ({ name: 'f', kind: 1, range }))).length, MOST);
});

test('a repository is found from inside, by a folder or a file', async () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'repository-'));
  try {
    fs.mkdirSync(path.join(dir, 'a/b/c'), { recursive: true });
    assert.equal(await inRepository(path.join(dir, 'a/b/c')), false);
    fs.writeFileSync(path.join(dir, 'a/.git'), 'gitdir: elsewhere\n');
    assert.equal(await inRepository(path.join(dir, 'a/b/c/new.go')), true);
  } finally {
    fs.rmSync(dir, { recursive: true });
  }
});
