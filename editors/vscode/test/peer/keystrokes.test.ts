// Ten thousand keystrokes as fast as the pipe takes them, into a file of five thousand lines, with what an editor asks meanwhile: the
// server's text is the one that was typed, told by where it sees ids.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as lsp from 'vscode-languageserver-protocol/node';
import { Desk } from '../ui/desk';
import { Peer } from './peer';
import { shop } from './shop';
import { Text } from './text';

const keys = 10_000;

void test('ten thousand keystrokes', async (t) => {
  const desk = new Desk(process.env['LEADLINE_BIN'] ?? 'leadline');
  const top = shop(desk);
  const id = (desk.leadline('shop', 'decision', 'log', '--json', '--title', 'One') as { id: string }).id;
  const peer = new Peer(desk, { folders: [top] });
  t.after(() => {
    peer.kill();
    desk.remove();
  });
  await peer.start();
  const lines = Array.from({ length: 5000 }, (_, i) => `line ${i + 1} says nothing new`);
  const { uri } = await peer.open(`${top}/pay/big.txt`, 'plaintext', lines.join('\n'));
  const row = `💸 as ${id} says, nobody has to wait for what is typed here\n`;
  const typed = Array.from({ length: keys }, (_, i) => Array.from(row)[i % Array.from(row).length] ?? '');
  const at = { line: 2499, character: 0 };
  const asked: Promise<unknown>[] = [];
  for (const [i, character] of typed.entries()) {
    const here = { ...at };
    void peer.tell(lsp.DidChangeTextDocumentNotification.type, { textDocument: { uri, version: i + 2 }, contentChanges: [{ range: { start: here, end: here }, text: character }] });
    [at.line, at.character] = character === '\n' ? [at.line + 1, 0] : [at.line, at.character + character.length];
    if (i % 50 === 0) {
      asked.push(peer.ask(lsp.CodeLensRequest.type, { textDocument: { uri } }), peer.ask(lsp.InlayHintRequest.type, { textDocument: { uri }, range: { start: here, end: here } }), peer.ask(lsp.HoverRequest.type, { textDocument: { uri }, position: here }));
    }
  }
  await Promise.all(asked);
  const now = new Text(uri, [...lines.slice(0, 2499), `${typed.join('')}${lines.slice(2499).join('\n')}`].join('\n'), 'utf-16');
  const want = now.all(new RegExp(id, 'g'));
  assert.ok(want.length > 150);
  let seen: lsp.Range[] = [];
  await peer
    .until('the links of what was typed', async () => {
      seen = ((await peer.ask(lsp.DocumentLinkRequest.type, { textDocument: { uri } })) ?? []).map((link) => link.range);
      return JSON.stringify(seen) === JSON.stringify(want) ? true : undefined;
    })
    .catch(() => assert.deepEqual(seen, want));
  assert.equal(await peer.leave(), 0);
  assert.deepEqual(peer.unbalanced, []);
  assert.deepEqual(peer.faults, []);
});
