// Edits at random, in every encoding: whatever was typed, the server's text is the editor's. The server tells what its text is by
// the links it makes of ids: where each of them stands, to the column.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as lsp from 'vscode-languageserver-protocol/node';
import { Desk } from '../ui/desk';
import { Peer } from './peer';
import { shop } from './shop';
import { encodings, Text } from './text';

const rounds = 12;
const changesInRound = 25;

for (const encoding of encodings) {
  void test(`what is typed arrives, in ${encoding}`, async (t) => {
    const desk = new Desk(process.env['LEADLINE_BIN'] ?? 'leadline');
    const top = shop(desk);
    const id = (desk.leadline('shop', 'decision', 'log', '--json', '--title', 'One') as { id: string }).id;
    const peer = new Peer(desk, { encodings: [encoding], folders: [top] });
    t.after(() => {
      peer.kill();
      desk.remove();
    });
    await peer.start();
    const pieces = ['a', ' ', '\n', '\r\n', '\r', 'é', 'ß', '例', '𝒳', '💸', '👩‍👩‍👧', '\u{10FFFF}', 'e\u0301', '\t', ` ${id} `, `${id},`, `例${id}例`, `💸${id}💸`, id.slice(0, 4), id.slice(4)];
    const text = await peer.open(`${top}/pay/notes.txt`, 'plaintext', `# 💸\n${id}\r\n𝒳 ${id} 例\r`);
    let links = 0;
    const random = seeded(encoding.length * 7919 + encoding.charCodeAt(4));
    for (let round = 0; round < rounds; round++) {
      const told: Promise<void>[] = [];
      for (let i = 0; i < changesInRound; i++) {
        told.push(peer.change(text, edits(text, random, pieces)));
      }
      await Promise.all(told);
      links += await same(peer, text, id);
    }
    const whole = `${'\n'.repeat(50)}💸 ${id}`;
    text.value = whole;
    text.version++;
    await peer.tell(lsp.DidChangeTextDocumentNotification.type, { textDocument: { uri: text.uri, version: text.version }, contentChanges: [{ text: whole }] });
    assert.equal(await same(peer, text, id), 1);
    assert.ok(links > 10 * rounds, `${links} links were compared`);
    assert.equal(await peer.leave(), 0);
    assert.deepEqual(peer.unbalanced, []);
    assert.deepEqual(peer.faults, []);
  });
}

/** One to three edits of one notification, each about the text that the one before it leaves. */
function edits(text: Text, random: () => number, pieces: string[]): lsp.TextEdit[] {
  const copy = new Text(text.uri, text.value, text.encoding);
  const out: lsp.TextEdit[] = [];
  const pick = (most: number): number => Math.floor(random() * most);
  for (let n = 1 + pick(3); n > 0; n--) {
    const bounds = boundaries(copy.value);
    const [a, b] = [pick(bounds.length), random() < 0.5 ? 0 : pick(12)];
    const start = bounds[a] ?? 0;
    const end = bounds[Math.min(a + b, bounds.length - 1)] ?? start;
    const newText = random() < 0.15 ? '' : Array.from({ length: 1 + pick(4) }, () => pieces[pick(pieces.length)] ?? '').join('');
    const edit = { range: { start: copy.position(start), end: copy.position(end) }, newText };
    copy.edit([edit]);
    out.push(edit);
  }
  return out;
}

/** Where edits may begin and end: at characters, and not between CR and LF. */
function boundaries(text: string): number[] {
  const out = [0];
  let at = 0;
  for (const character of text) {
    at += character.length;
    if (character !== '\r' || text[at] !== '\n') {
      out.push(at);
    }
  }
  return out;
}

/** The server makes links of just the ids that the editor's text has; answers how many. */
async function same(peer: Peer, text: Text, id: string): Promise<number> {
  const want = text.all(new RegExp(`(?<![A-Za-z0-9_-])${id}(?![A-Za-z0-9_-])`, 'g'));
  let seen: lsp.Range[] = [];
  await peer
    .until(`the links of version ${text.version}`, async () => {
      seen = ((await peer.ask(lsp.DocumentLinkRequest.type, { textDocument: { uri: text.uri } })) ?? []).map((link) => link.range);
      return JSON.stringify(seen) === JSON.stringify(want) ? true : undefined;
    })
    .catch(() => assert.deepEqual(seen, want, JSON.stringify(text.value)));
  return want.length;
}

/** Mulberry32: the same numbers in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
