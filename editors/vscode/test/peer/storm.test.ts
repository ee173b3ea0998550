// Hundreds of requests, taken back at once: each is answered just once, and the server is as right afterwards as before.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as lsp from 'vscode-languageserver-protocol/node';
import { Desk } from '../ui/desk';
import { Peer } from './peer';
import { charge, longHistory, shop } from './shop';
import type { Text } from './text';

type Outcome = 'answered' | 'cancelled';

/** What became of a request; any other error than its cancellation fails the test. */
async function outcome(request: Promise<unknown>): Promise<Outcome> {
  try {
    await request;
    return 'answered';
  } catch (error) {
    if (error instanceof lsp.ResponseError && error.code === lsp.LSPErrorCodes.RequestCancelled) {
      return 'cancelled';
    }
    throw error;
  }
}

/** One request of each sort that an editor sends by itself, and some that take long; sent in turn, as they are asked for. */
function sorts(peer: Peer, text: Text): ((token: lsp.CancellationToken) => Promise<unknown>)[] {
  const textDocument = { uri: text.uri };
  const position = { line: 2, character: 5 };
  const range = { start: position, end: position };
  const whole = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  return [
    (token) => peer.ask(lsp.HoverRequest.type, { textDocument, position }, token),
    (token) => peer.ask(lsp.CodeLensRequest.type, { textDocument }, token),
    (token) => peer.ask(lsp.InlayHintRequest.type, { textDocument, range: whole }, token),
    (token) => peer.ask(lsp.CodeActionRequest.type, { textDocument, range, context: { diagnostics: [] } }, token),
    (token) => peer.ask(lsp.DocumentLinkRequest.type, { textDocument }, token),
    (token) => peer.ask(lsp.DefinitionRequest.type, { textDocument, position }, token),
    (token) => peer.ask(lsp.DeclarationRequest.type, { textDocument, position: { line: 0, character: 0 } }, token),
    (token) => peer.ask(lsp.ReferencesRequest.type, { textDocument, position, context: { includeDeclaration: true } }, token),
    (token) => peer.ask(lsp.CompletionRequest.type, { textDocument, position }, token),
    (token) => peer.ask(lsp.DocumentSymbolRequest.type, { textDocument }, token),
    (token) => peer.ask(lsp.WorkspaceSymbolRequest.type, { query: 'key' }, token),
    (token) => peer.run('leadline.todo.candidates', { uri: text.uri, range }, token),
    (token) => peer.run('leadline.pairing.times', { uri: text.uri, range, with: 'dev2@example.com' }, token),
    (token) => peer.raw('leadline/settled', { textDocument }, token),
    (token) => peer.raw('leadline/overview', { textDocument }, token),
  ];
}

/** What the server says of a document when nothing disturbs it. */
async function said(peer: Peer, text: Text): Promise<string> {
  const none = new lsp.CancellationTokenSource().token;
  const textDocument = { uri: text.uri };
  return JSON.stringify(
    await Promise.all([
      peer.ask(lsp.HoverRequest.type, { textDocument, position: { line: 2, character: 5 } }, none),
      peer.ask(lsp.CodeLensRequest.type, { textDocument }, none),
      peer.ask(lsp.DocumentLinkRequest.type, { textDocument }, none),
      peer.ask(lsp.CodeActionRequest.type, { textDocument, range: text.find('TODO'), context: { diagnostics: [] } }, none),
    ]),
  );
}

function tally(outcomes: Outcome[]): string {
  return `${outcomes.filter((one) => one === 'cancelled').length} of ${outcomes.length} cancelled`;
}

void test('storms of cancellations', async (t) => {
  const desk = new Desk(process.env['LEADLINE_BIN'] ?? 'leadline');
  const top = shop(desk);
  const peer = new Peer(desk, { folders: [top] });
  t.after(() => {
    peer.kill();
    desk.remove();
  });
  await peer.start();
  const text = await peer.open(`${top}/pay/charge.go`, 'go', charge);
  await peer.settled(text);
  const all = sorts(peer, text);
  const before = await said(peer, text);
  const unchanged = (): Promise<true> => peer.until('what it said before', async () => ((await said(peer, text)) === before ? true : undefined));

  await t.test('each at once, and once more', async () => {
    const outcomes: Promise<Outcome>[] = [];
    for (let i = 0; i < 40; i++) {
      for (const ask of all) {
        const source = new lsp.CancellationTokenSource();
        outcomes.push(outcome(ask(source.token)));
        source.cancel();
        source.cancel();
      }
    }
    t.diagnostic(tally(await Promise.all(outcomes)));
    assert.equal(outcomes.length, 600);
    await unchanged();
  });

  await t.test('all of them after the last', async () => {
    const source = new lsp.CancellationTokenSource();
    const outcomes = Array.from({ length: 40 }, () => all.map((ask) => outcome(ask(source.token)))).flat();
    source.cancel();
    t.diagnostic(tally(await Promise.all(outcomes)));
    await unchanged();
  });

  await t.test('every other one, last first, between edits', async () => {
    const sources: lsp.CancellationTokenSource[] = [];
    const outcomes: Promise<Outcome>[] = [];
    const start = { line: 2, character: 0 };
    for (let i = 0; i < 20; i++) {
      void peer.change(text, [{ range: { start, end: start }, newText: '💸' }]);
      for (const ask of all) {
        const source = new lsp.CancellationTokenSource();
        sources.push(source);
        outcomes.push(outcome(ask(source.token)));
      }
    }
    for (let i = sources.length - 1; i >= 0; i -= 2) {
      sources[i]?.cancel();
    }
    const done = await Promise.all(outcomes);
    t.diagnostic(tally(done));
    const spared = done.filter((_, i) => (sources.length - 1 - i) % 2 === 1);
    assert.ok(spared.every((one) => one === 'answered'), 'what nobody took back is answered');
    await peer.change(text, [{ range: text.find('💸'.repeat(20)), newText: '' }]);
    assert.equal(text.value, charge);
    await unchanged();
  });

  await t.test('what was answered long ago, and what was never asked', async () => {
    for (const id of [1, 2, 3, 99_999, -1, 'nobody']) {
      await peer.rawNotification('$/cancelRequest', { id });
    }
    await unchanged();
  });

  await t.test('while the server itself is waiting for an answer', async () => {
    const asked: lsp.ShowMessageRequestParams[] = [];
    let answer: (item: null) => void = () => undefined;
    peer.pick = (question) => {
      asked.push(question);
      return new Promise((resolve) => (answer = resolve));
    };
    const source = new lsp.CancellationTokenSource();
    const request = outcome(peer.run('leadline.review.request', { uri: text.uri, range: text.find('Charge') }, source.token));
    await peer.until('the question', () => asked[0]);
    source.cancel();
    await request; // nothing came of it
    assert.deepEqual(peer.shown, [], 'nor does a draft open');
    answer(null);
    peer.pick = () => null;
    await unchanged();
  });

  assert.equal(await peer.leave(), 0);
  assert.deepEqual(peer.unbalanced, []);
  assert.deepEqual(peer.faults, []);
});

void test('a storm while a long history is being read', async (t) => {
  const desk = new Desk(process.env['LEADLINE_BIN'] ?? 'leadline');
  const top = longHistory(desk, 'long', 30_000);
  const peer = new Peer(desk, { folders: [top] });
  t.after(() => {
    peer.kill();
    desk.remove();
  });
  await peer.start();
  const text = await peer.open(`${top}/p/7/f7.go`, 'go', 'package p7\n\nvar V = 1 // TODO: one\n');
  const outcomes: Promise<Outcome>[] = [];
  for (let i = 0; i < 20; i++) {
    for (const ask of sorts(peer, text)) {
      const source = new lsp.CancellationTokenSource();
      outcomes.push(outcome(ask(source.token)));
      source.cancel();
    }
  }
  t.diagnostic(tally(await Promise.all(outcomes)));
  await peer.settled(text);
  const hover = await peer.ask(lsp.HoverRequest.type, { textDocument: { uri: text.uri }, position: { line: 2, character: 0 } });
  assert.match(JSON.stringify(hover), /Dev \d/);
  const seen = await peer.until('the progress ends', () => {
    const all = Array.from(peer.progress.values());
    return all.every((one) => one.at(-1) === 'end') ? all : undefined; // a quick machine reads it before that is worth a word
  });
  for (const one of seen) {
    assert.equal(one[0], 'begin');
    assert.deepEqual(one.slice(1, -1).filter((kind) => kind !== 'report'), []);
  }
  assert.equal(await peer.leave(), 0);
  assert.deepEqual(peer.unbalanced, []);
  assert.deepEqual(peer.faults, []);
});
