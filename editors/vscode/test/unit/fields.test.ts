import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { test } from 'node:test';
import { actionOf, actions, choicesOf } from '../../src/actions';
import { changed, isChange, labelOf, wordOf } from '../../src/fields';
import type { Field } from '../../src/protocol';
import { mustAsk } from '../../src/words';

const field = (more: Partial<Field>): Field => ({ key: 'title', label: 'Title', meaning: 'what was decided, in one line', sort: 'text', required: true, rare: false, value: '', text: '', shown: '', long: false, ...more });

// What these are asked is asked elsewhere, or they need no words.
const askedElsewhere = {
  'before it is sent, from what it says now': ['leadline.amend', 'leadline.retract', 'leadline.decision.supersede'],
  'a list to pick from, ask.ts and say.ts': ['leadline.tour', 'leadline.report.open', 'leadline.hint.snooze', 'leadline.more'],
  'whether it is meant, or which block, blocks.ts': ['leadline.pairing.cancel', 'leadline.pairing.publish', 'leadline.pairing.invite', 'leadline.pairing.stop'],
  'nothing: they open a page or a file': ['leadline.plate', 'leadline.catchup', 'leadline.why.open', 'leadline.reviewers', 'leadline.companion.open'],
  'nothing: the menu that has them sends all of it': ['leadline.attach', 'leadline.know'],
  'nothing: prompts ask the server by them': ['leadline.pairing.candidates', 'leadline.pairing.times', 'leadline.pairing.proposal', 'leadline.todo.candidates'],
};

test('every command of the server has prompts, or needs none', () => {
  const folder = '../../internal/lsp';
  const sources = fs.readdirSync(folder).filter((name) => name.endsWith('.go') && !name.endsWith('_test.go')).map((name) => fs.readFileSync(`${folder}/${name}`, 'utf8'));
  const commands = new Set(sources.flatMap((source) => [...source.matchAll(/^\s*(?:const )?command\w+\s*= "(leadline\.[a-z.]+)"/gm)].map(([, id]) => id ?? '')));
  assert.ok(commands.size > 40, [...commands].join(' '));
  const elsewhere = Object.values(askedElsewhere).flat();
  for (const command of commands) {
    assert.notEqual(actionOf(command) !== undefined, elsewhere.includes(command), command);
  }
  assert.deepEqual(elsewhere.filter((command) => !commands.has(command)), [], 'which the server does not have');
});

test('what changes something is asked what is to change, unless it says so', () => {
  assert.ok(isChange('leadline.amend', { uri: 'file:///a', range: {}, id: 'D-1' }));
  assert.ok(!isChange('leadline.amend', { id: 'D-1', title: 'T' }));
  assert.ok(isChange('leadline.retract', { uri: 'file:///a' }) && !isChange('leadline.retract', { id: 'D-1' }));
  assert.ok(isChange('leadline.decision.supersede', { id: 'D-1' }) && !isChange('leadline.decision.supersede', { id: 'D-1', by: 'D-2' }));
  assert.ok(isChange('leadline.respond', { answer: 'change' }) && !isChange('leadline.respond', { answer: 'take' }) && !isChange('leadline.respond', {}));
  assert.ok(!isChange('leadline.respond', { answer: 'take-changed', outcome: '' }), 'an emptied outcome is one');
  assert.ok(isChange('leadline.respond', { answer: 'handback' }) && !isChange('leadline.respond', { answer: 'handback', instead: 'nothing' }));
  assert.ok(!isChange('leadline.decision.log', {}));
  assert.ok(mustAsk(actions.respond, { id: 'D-1', answer: 'reject' }), 'what is not done is said with a reason');
});

test('only what says something else is sent', () => {
  const said = { id: 'T-1', title: 'T', fields: [field({ key: 'outcome', text: 'all' }), field({ key: 'tracking' })] };
  assert.deepEqual(changed({ id: 'T-1', outcome: 'all', tracking: '' }, said), { id: 'T-1' });
  assert.deepEqual(changed({ id: 'T-1', outcome: '', tracking: 'fridays' }, said), { id: 'T-1', outcome: '', tracking: 'fridays' });
});

test('a field is asked as its sort is', () => {
  assert.deepEqual(wordOf(field({})), { key: 'title', prompt: 'What was decided, in one line', optional: false });
  const undo = field({ key: 'undo', sort: 'choice', choices: ['days', 'weeks', 'months'], required: false });
  assert.equal(labelOf(undo, 'weeks'), 'Weeks');
  assert.deepEqual(wordOf(undo).choices?.map(({ label }) => label), ['Days', 'Weeks', 'Months', 'Not said']);
  assert.deepEqual(choicesOf('status', ['proposed']), [{ value: 'proposed', label: 'proposed' }], 'a choice that no prompt knows');
  assert.equal(wordOf(field({ key: 'to', sort: 'person' })).people, 'offer');
  assert.ok(wordOf(field({ key: 'consulted', sort: 'people', required: false })).several);
  assert.deepEqual(wordOf(field({ key: 'decides', sort: 'decider', required: false })).choices?.map(({ value }) => value), ['me', 'team', 'outside', '']);
});
