import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entriesOf, isPlaced, placeText, strayed } from '../../src/entries';

const anchor = (line: number, state: string): object => ({ path: 'pay/charge.go', line, end_line: line, state });

test('what can belong to lines still is listed by what it says', () => {
  const decided = [
    { id: 'D-1', title: 'one', status: 'accepted', anchors: [anchor(5, 'ok')] }, { id: 'D-2', title: 'two', status: 'superseded', anchors: [] },
    { id: 'D-3', title: 'three', status: 'proposed', anchors: null }, { id: 4, title: 'no id', status: 'accepted' }, null,
  ];
  assert.deepEqual(entriesOf('decisions', JSON.stringify(decided))?.map(({ id, title }) => [id, title]), [['D-1', 'one'], ['D-3', 'three']]);
  assert.deepEqual(entriesOf('open questions', '[{"id":"Q-1","text":"which?"}]')?.map(({ title }) => title), ['which?']);
  assert.deepEqual(entriesOf('open risks', '[{"id":"K-1","problem":"rain"}]')?.map(({ title }) => title), ['rain']);
  assert.equal(entriesOf('decisions', 'no such command'), undefined);
  assert.equal(entriesOf('decisions', '{}'), undefined);
});

test('what lost its place is told from what stands somewhere', () => {
  const entry = (...anchors: object[]): NonNullable<ReturnType<typeof entriesOf>>[number] => {
    const [one] = entriesOf('open risks', JSON.stringify([{ id: 'K-1', problem: 'rain', anchors }])) ?? [];
    assert.ok(one !== undefined);
    return one;
  };
  const cases: [object[], boolean, boolean, string][] = [
    [[], false, false, 'no lines yet'],
    [[anchor(5, 'ok')], false, true, 'pay/charge.go:5'],
    [[anchor(5, 'moved'), anchor(9, 'ok')], false, true, 'pay/charge.go:5 and 1 more'],
    [[anchor(5, 'ok'), anchor(7, 'changed')], true, false, 'pay/charge.go:7, where the code has changed'],
    [[anchor(0, 'orphaned')], true, false, 'was in pay/charge.go'],
  ];
  for (const [anchors, stray, placed, text] of cases) {
    const one = entry(...anchors);
    assert.deepEqual([strayed(one), isPlaced(one), placeText(one)], [stray, placed, text]);
  }
});
