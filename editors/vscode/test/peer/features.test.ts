// Every feature that the server announces, in each encoding of positions, on texts beyond the Basic Multilingual Plane.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { test } from 'node:test';
import * as lsp from 'vscode-languageserver-protocol/node';
import { Desk } from '../ui/desk';
import { Peer, uri } from './peer';
import { charge, shop } from './shop';
import { type Encoding, encodings, type Text } from './text';

/** What the server announces, and by which requests and notifications it is used here. */
const uses: Record<string, string[]> = {
  positionEncoding: ['initialize'],
  textDocumentSync: ['textDocument/didOpen', 'textDocument/didChange', 'textDocument/didSave', 'textDocument/didClose'],
  hoverProvider: ['textDocument/hover'],
  completionProvider: ['textDocument/completion'],
  declarationProvider: ['textDocument/declaration'],
  definitionProvider: ['textDocument/definition'],
  referencesProvider: ['textDocument/references'],
  documentLinkProvider: ['textDocument/documentLink'],
  workspaceSymbolProvider: ['workspace/symbol'],
  documentSymbolProvider: ['textDocument/documentSymbol'],
  codeLensProvider: ['textDocument/codeLens'],
  inlayHintProvider: ['textDocument/inlayHint'],
  codeActionProvider: ['textDocument/codeAction'],
  executeCommandProvider: ['workspace/executeCommand'],
  workspace: ['workspace/didChangeWorkspaceFolders', 'workspace/didChangeConfiguration'],
  experimental: [],
};

/** Offers that lead to each encoding. */
const offers: Record<Encoding, Encoding[] | undefined> = { 'utf-8': ['utf-16', 'utf-8'], 'utf-16': undefined, 'utf-32': ['utf-32', 'utf-16'] };

for (const encoding of encodings) {
  void test(`every feature in ${encoding}`, async (t) => {
    const desk = new Desk(process.env['LEADLINE_BIN'] ?? 'leadline');
    const top = shop(desk);
    const peer = new Peer(desk, { ...(offers[encoding] === undefined ? {} : { encodings: offers[encoding] }), folders: [top] });
    t.after(() => {
      peer.kill();
      desk.remove();
    });
    await peer.start();
    await features(peer, desk, top, encoding);
  });
}

/** A part of the story, which later ones build on: the first that fails ends it. */
async function step(name: string, told: () => Promise<void> | void): Promise<void> {
  try {
    await told();
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

async function features( peer: Peer, desk: Desk, top: string, encoding: Encoding): Promise<void> {
  const { capabilities, serverInfo } = peer.announced;
  assert.equal(capabilities.positionEncoding, encoding);
  assert.equal(serverInfo?.name, 'leadline');
  const file = `${top}/pay/charge.go`;
  const text = await peer.open(file, 'go', charge);
  const document = { uri: text.uri };
  const here = (part: string): { uri: string; range: lsp.Range } => ({ uri: text.uri, range: text.find(part) });
  await peer.settled(text);
  let decision = '';

  await step('lenses', async () => {
    const lenses = (await peer.ask(lsp.CodeLensRequest.type, { textDocument: document })) ?? [];
    assert.ok(lenses.every((lens) => lsp.CodeLens.is(lens) && lsp.Command.is(lens.command)), 'each has its command, so that none has to be resolved');
    assert.ok(lenses.some((lens) => lens.command?.title.includes('@payments')));
    for (const lens of lenses) {
      assert.doesNotThrow(() => text.slice(lens.range));
    }
    await refused(peer, 'codeLens/resolve', lenses[0] ?? {});
  });

  await step('hover', async () => {
    for (const at of [text.find('𝒞harge').start, text.find('naïve').end, { line: 2, character: 9999 }, { line: 9999, character: 0 }]) {
      const hover = await peer.ask(lsp.HoverRequest.type, { textDocument: document, position: at });
      assert.ok(hover !== null && lsp.Hover.is(hover) && lsp.MarkupContent.is(hover.contents));
      assert.match(hover.contents.value, /@payments/);
    }
  });

  await step('a decision about the end of a line, and its hint', async () => {
    decision = idOf(await peer.run('leadline.decision.log', { ...here('naïve'), title: 'Keys are 𝟙 💸 each' }));
    const hint = await peer.until('the hint', async () => (await inlays(peer, text)).find((one) => label(one).includes('⟵')));
    assert.ok(lsp.InlayHint.is(hint));
    assert.deepEqual(hint.position, text.end(2));
    const [other] = await Promise.all([peer.ask(lsp.InlayHintRequest.type, { textDocument: document, range: { start: { line: 4, character: 0 }, end: text.end(4) } })]);
    assert.deepEqual(other, [], 'other lines have none');
    await refused(peer, 'inlayHint/resolve', hint);
  });

  await step('citations: links, hover, definition, references, completion', async () => {
    const at = text.end(7);
    await peer.change(text, [{ range: { start: at, end: at }, newText: `\r\n// 💡𝒟 ${decision} 💸, ${decision}𐍈 ${decision}. ADR-0001 𝒳\n// 𝒳 see D-` }]);
    const cited = text.all(new RegExp(`${decision}|ADR-0001`, 'g')); // letters of any script may stand beside them, as in texts without spaces
    const links = await peer.until('links', async () => {
      const found = await peer.ask(lsp.DocumentLinkRequest.type, { textDocument: document });
      return found !== null && found.length >= 3 ? found : undefined;
    });
    assert.ok(links.every((link) => lsp.DocumentLink.is(link)));
    assert.deepEqual(links.map((link) => link.range), cited);
    await refused(peer, 'documentLink/resolve', links[0] ?? {});

    const first = cited[0] ?? text.find(decision);
    const outside = { line: first.start.line, character: first.start.character - 1 };
    const spoken = async (position: lsp.Position): Promise<boolean> => {
      const hover = await peer.ask(lsp.HoverRequest.type, { textDocument: document, position });
      return lsp.MarkupContent.is(hover?.contents) && hover.contents.value.includes('Keys are');
    };
    assert.deepEqual(await Promise.all([first.start, { ...first.end, character: first.end.character - 1 }, outside].map(spoken)), [true, true, false]);
    const definition = await peer.ask(lsp.DefinitionRequest.type, { textDocument: document, position: first.start });
    assert.ok(lsp.Location.is(definition));
    assert.deepEqual([definition.uri, definition.range.start.line], [text.uri, 2]);
    const record = await peer.ask(lsp.DefinitionRequest.type, { textDocument: document, position: text.find('ADR-0001').start });
    assert.deepEqual([record].flat().map((one) => lsp.Location.is(one) && one.uri), [uri(`${top}/docs/adr/0001-one.md`)]);
    assert.equal(await peer.ask(lsp.DefinitionRequest.type, { textDocument: document, position: outside }), null);
    const references = await peer.ask(lsp.ReferencesRequest.type, { textDocument: document, position: first.start, context: { includeDeclaration: true } });
    const found = (references ?? []).filter((one) => one.uri === text.uri && one.range.start.line > 2).map((one) => one.range);
    assert.deepEqual(found, cited.filter((range) => text.slice(range) === decision));

    const typed = text.find('see D-').end;
    const items = await peer.ask(lsp.CompletionRequest.type, { textDocument: document, position: typed });
    const offered = (Array.isArray(items) ? items : (items?.items ?? [])).find((item) => item.label === decision);
    assert.ok(lsp.TextEdit.is(offered?.textEdit));
    assert.equal(text.slice(offered.textEdit.range), 'D-');
    await refused(peer, 'completionItem/resolve', offered);
    await peer.change(text, [offered.textEdit]);
    assert.equal(text.line(text.lineOf('𝒳 see')), `// 𝒳 see ${decision}`);
    await peer.until('the link of what was completed', async () => ((await peer.ask(lsp.DocumentLinkRequest.type, { textDocument: document }))?.length === cited.length + 1 ? true : undefined));
  });

  await step('diagnostics are pushed, and their fix lands', async () => {
    const wrong = decision.slice(0, -1) + (decision.endsWith('0') ? '1' : '0');
    const from = text.find(`see ${decision}`);
    await peer.change(text, [{ range: from, newText: `🕐🕑 ${wrong}` }]);
    const told = await peer.until('the diagnostic', () => {
      const now = peer.diagnostics.get(text.uri);
      return now?.diagnostics.some((one) => said(one).includes(wrong)) === true ? now : undefined;
    });
    const unknown = told.diagnostics.find((one) => said(one).includes(wrong));
    assert.ok(unknown !== undefined && lsp.Diagnostic.is(unknown));
    assert.equal(text.slice(unknown.range), wrong);
    const actions = (await peer.ask(lsp.CodeActionRequest.type, { textDocument: document, range: unknown.range, context: { diagnostics: [unknown] } })) ?? [];
    const fix = actions.find((one): one is lsp.CodeAction => lsp.CodeAction.is(one) && one.edit !== undefined);
    assert.ok(fix?.edit !== undefined, `a fix is offered among ${actions.map((one) => one.title).join(' · ')}`);
    for (const change of fix.edit.documentChanges ?? []) {
      assert.ok(lsp.TextDocumentEdit.is(change));
      assert.deepEqual(change.textDocument, { uri: text.uri, version: text.version });
      await peer.change(text, change.edits as lsp.TextEdit[]);
    }
    assert.ok(text.value.includes(`🕐🕑 ${decision}`), text.value);
    await peer.until('the diagnostic is gone', () => (peer.diagnostics.get(text.uri)?.diagnostics.some((one) => said(one).includes(wrong)) === true ? undefined : true));
    await refused(peer, 'textDocument/diagnostic', { textDocument: document });
    await refused(peer, 'workspace/diagnostic', { previousResultIds: [] });
  });

  await step('actions, and the edit that one makes', async () => {
    const range = text.find('𝓸n');
    const actions = (await peer.ask(lsp.CodeActionRequest.type, { textDocument: document, range, context: { diagnostics: [] } })) ?? [];
    assert.ok(actions.length > 5 && actions.every((one) => lsp.CodeAction.is(one)));
    const only = (await peer.ask(lsp.CodeActionRequest.type, { textDocument: document, range, context: { diagnostics: [], only: ['refactor'] } })) ?? [];
    assert.deepEqual(only, [], 'no other kind');
    const offered = actions.find((one) => lsp.CodeAction.is(one) && one.command?.command === 'leadline.todo.delegate');
    assert.ok(offered !== undefined && lsp.CodeAction.is(offered));
    assert.deepEqual((offered.command?.arguments?.[0] as { range?: lsp.Range }).range, range, 'ranges are echoed as they were sent');
    await refused(peer, 'codeAction/resolve', offered);
    const offer = idOf(await peer.run('leadline.todo.delegate', { ...here('𝓸n'), to: 'dev1@example.com', what: 'retry 𝓸n timeout', why: 'a timeout loses 💸' }));
    await peer.until('the comment is marked', () => (text.line(3) === `// TODO(${offer}): retry 𝓸n timeout 🕐` ? true : undefined));
    assert.equal(peer.edits, 1);
    const marked = await peer.until('the hint of the offer', async () => (await inlays(peer, text)).find((one) => one.position.line === 3));
    assert.deepEqual(marked.position, text.end(3));
  });

  await step('the rules: outline, faults, declaration, paths and owners', async () => {
    const rules = await peer.open(`${top}/CODEOWNERS`, 'codeowners', fs.readFileSync(`${top}/CODEOWNERS`, 'utf8'));
    await peer.settled(rules);
    const symbols = (await peer.ask(lsp.DocumentSymbolRequest.type, { textDocument: { uri: rules.uri } })) ?? [];
    const flat = symbols.flatMap((one) => (lsp.DocumentSymbol.is(one) ? [one, ...(one.children ?? [])] : []));
    assert.deepEqual(flat.filter((one) => one.kind === lsp.SymbolKind.Key).map((one) => rules.slice(one.selectionRange)), ['/pay/', '/src/𝒟ata/']);
    const faults = await peer.until('the faults', () => peer.diagnostics.get(rules.uri)?.diagnostics);
    assert.deepEqual(faults.filter((one) => one.range.start.line > 0).map((one) => rules.slice(one.range)), ['@nobody', '𝒳𝒳']);
    const owners = await peer.ask(lsp.CompletionRequest.type, { textDocument: { uri: rules.uri }, position: rules.find('@dev2').end });
    for (const item of Array.isArray(owners) ? owners : (owners?.items ?? [])) {
      assert.ok(lsp.TextEdit.is(item.textEdit));
      assert.equal(rules.slice(item.textEdit.range), '@dev2');
    }
    const declared = await peer.ask(lsp.DeclarationRequest.type, { textDocument: document, position: { line: 0, character: 3 } });
    assert.ok(lsp.Location.is(declared));
    assert.deepEqual([declared.uri, declared.range.start.line], [rules.uri, rules.lineOf('/pay/')]);
    const team = await peer.ask(lsp.DefinitionRequest.type, { textDocument: { uri: rules.uri }, position: rules.find('@payments').start });
    assert.ok(lsp.Location.is(team));
    assert.equal(team.uri, uri(`${top}/.leadline.toml`));
    await peer.tell(lsp.DidCloseTextDocumentNotification.type, { textDocument: { uri: rules.uri } });
  });

  await step('a record: outline and the words of a search', async () => {
    const path = `${top}/docs/adr/0001-one.md`;
    const record = await peer.open(path, 'markdown', fs.readFileSync(path, 'utf8'));
    await peer.settled(record);
    const symbols = (await peer.ask(lsp.DocumentSymbolRequest.type, { textDocument: { uri: record.uri } })) ?? [];
    const [whole] = symbols;
    assert.ok(lsp.DocumentSymbol.is(whole));
    assert.deepEqual(whole.range.start, { line: 0, character: 0 });
    assert.doesNotThrow(() => [record.slice(whole.range), record.slice(whole.selectionRange)]);
    await peer.run('leadline.respond', { uri: record.uri, range: record.find('Proposed'), id: 'ADR-0001', answer: 'accept' });
    assert.equal(record.line(record.lineOf('Status') + 2), 'Accepted');
    await peer.tell(lsp.DidCloseTextDocumentNotification.type, { textDocument: { uri: record.uri } });

    for (const [query, word] of [['Keys', decision], ['', decision], ['ledger', '𝒪ne']] as const) {
      const found = (await peer.ask(lsp.WorkspaceSymbolRequest.type, { query })) ?? [];
      assert.ok(found.some((one) => one.name.includes(word) && lsp.Location.is(one.location)), `${query} finds ${word}`);
    }
    await refused(peer, 'workspaceSymbol/resolve', { name: '', kind: 1, location: { uri: text.uri } });
  });

  await step('saved and closed', async () => {
    fs.writeFileSync(file, text.value);
    await peer.tell(lsp.DidSaveTextDocumentNotification.type, { textDocument: document, text: text.value });
    const hover = await peer.ask(lsp.HoverRequest.type, { textDocument: document, position: { line: 2, character: 3 } });
    assert.ok(hover !== null && lsp.MarkupContent.is(hover.contents));
    await peer.tell(lsp.DidCloseTextDocumentNotification.type, { textDocument: document });
    assert.equal(await peer.ask(lsp.HoverRequest.type, { textDocument: document, position: { line: 2, character: 3 } }), null);
    await peer.until('what was told of it is taken back', () => ((peer.diagnostics.get(text.uri)?.diagnostics.length ?? 0) === 0 ? true : undefined));
    await refused(peer, 'workspace/textDocumentContent', { uri: text.uri });
  });

  await step('settings, folders, traces', async () => {
    const again = await peer.open(file, 'go', text.value);
    await peer.settled(again);
    const lenses = async (): Promise<number> => ((await peer.ask(lsp.CodeLensRequest.type, { textDocument: document })) ?? []).length;
    const before = await lenses();
    assert.ok(before > 0);
    await peer.tell(lsp.DidChangeConfigurationNotification.type, { settings: { leadline: { hints: { lens: false } } } });
    await peer.until('no lenses', async () => ((await lenses()) === 0 ? true : undefined));
    await peer.tell(lsp.DidChangeConfigurationNotification.type, { settings: { leadline: {} } });
    await peer.until('lenses again', async () => ((await lenses()) === before ? true : undefined));
    for (const odd of [null, 7, 'x', [], { leadline: 3 }]) {
      await peer.tell(lsp.DidChangeConfigurationNotification.type, { settings: odd });
    }
    await peer.rawNotification('$/setTrace', { value: 'verbose' });
    await peer.tell(lsp.WorkDoneProgressCancelNotification.type, { token: 'nothing' });

    const other = desk.repository(`other-${encoding}`);
    desk.leadline(`other-${encoding}`, 'decision', 'log', '--title', 'Found in the other folder');
    const found = async (): Promise<boolean> => ((await peer.ask(lsp.WorkspaceSymbolRequest.type, { query: 'other folder' })) ?? []).length > 0;
    assert.equal(await found(), false);
    const folder = { uri: uri(other), name: 'other' };
    await peer.tell(lsp.DidChangeWorkspaceFoldersNotification.type, { event: { added: [folder], removed: [] } });
    await peer.until('the other folder is known', async () => ((await found()) ? true : undefined));
    await peer.tell(lsp.DidChangeWorkspaceFoldersNotification.type, { event: { added: [], removed: [folder] } });
  });

  await step('nothing that is announced was left out', () => {
    const unused = Object.keys(capabilities).flatMap((name) => uses[name]?.filter((method) => !peer.methods.has(method)) ?? [`${name}, for which this test has no use yet`]);
    assert.deepEqual(unused, []);
    assert.deepEqual(Object.keys(uses).filter((name) => !(name in capabilities)), []);
    assert.equal(capabilities.codeLensProvider?.resolveProvider ?? false, false, 'resolving is not announced');
  });

  await step('the end', async () => {
    assert.equal(await peer.leave(), 0);
    assert.deepEqual(peer.unbalanced, []);
    assert.deepEqual(peer.faults, []);
  });
}

async function inlays(peer: Peer, text: Text): Promise<lsp.InlayHint[]> {
  const range = { start: { line: 0, character: 0 }, end: { line: text.lines.length, character: 0 } };
  return (await peer.ask(lsp.InlayHintRequest.type, { textDocument: { uri: text.uri }, range })) ?? [];
}

function label(hint: lsp.InlayHint): string {
  return typeof hint.label === 'string' ? hint.label : hint.label.map((part) => part.value).join('');
}

/** Only clients that take Markdown in diagnostics are told any. */
function said(diagnostic: lsp.Diagnostic): string {
  assert.ok(typeof diagnostic.message === 'string');
  return diagnostic.message;
}

function idOf(answer: unknown): string {
  const { id } = answer as { id?: unknown };
  assert.ok(typeof id === 'string' && id !== '');
  return id;
}

/** What is not announced is refused as the specification says, and nothing else happens. */
async function refused(peer: Peer, method: string, params: object): Promise<void> {
  await assert.rejects(peer.raw(method, params), (error: unknown) => error instanceof lsp.ResponseError && error.code === lsp.ErrorCodes.MethodNotFound, `${method} is not announced`);
}
