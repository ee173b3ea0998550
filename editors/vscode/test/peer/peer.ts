// The real server behind Microsoft's own library: an end of the protocol that none of our code had a hand in.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import * as lsp from 'vscode-languageserver-protocol/node';
import type { Desk } from '../ui/desk';
import { type Encoding, Text } from './text';

/** Milliseconds that anything may take; a machine that does much else may want more. */
const PATIENCE = Number(process.env['LEADLINE_PATIENCE'] ?? 30_000);

/** Everything that an editor can do and the server may ask for. */
const capabilities = (encodings: Encoding[] | undefined): lsp.ClientCapabilities => ({
  general: encodings === undefined ? {} : { positionEncodings: encodings },
  window: { workDoneProgress: true, showDocument: { support: true }, showMessage: {} },
  workspace: {
    applyEdit: true, workspaceFolders: true, configuration: true, didChangeConfiguration: { dynamicRegistration: true },
    workspaceEdit: { documentChanges: true }, codeLens: { refreshSupport: true }, inlayHint: { refreshSupport: true }, executeCommand: {},
    symbol: { resolveSupport: { properties: ['location.range'] } },
  },
  textDocument: {
    synchronization: { didSave: true }, hover: { contentFormat: ['markdown'] }, publishDiagnostics: { versionSupport: true },
    documentLink: { tooltipSupport: true }, documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['', 'quickfix'] } }, resolveSupport: { properties: ['edit', 'command'] } },
    completion: { completionItem: { snippetSupport: false } },
  },
});

export interface Offer {
  encodings?: Encoding[];
  folders?: string[];
  options?: unknown;
}

export class Peer {
  readonly diagnostics = new Map<string, lsp.PublishDiagnosticsParams>();
  readonly messages: string[] = [];
  readonly shown: string[] = [];
  readonly progress = new Map<string, string[]>();
  readonly faults: string[] = [];
  readonly texts = new Map<string, Text>();
  readonly methods = new Set<string>();
  edits = 0;
  /** What is answered to the server's questions; by itself they are closed. */
  pick: (question: lsp.ShowMessageRequestParams) => lsp.MessageActionItem | null | Promise<lsp.MessageActionItem | null> = () => null;
  encoding: Encoding = 'utf-16';
  announced!: lsp.InitializeResult;

  private readonly asked = new Map<string, string>();
  private readonly answered = new Map<string, number>();
  private waiting: (() => void)[] = [];
  private leaving = false;
  private readonly process: ChildProcess;
  private readonly left: Promise<number | null>;
  private readonly connection: lsp.ProtocolConnection;

  constructor(
    desk: Desk,
    private readonly offer: Offer = {},
  ) {
    this.process = spawn(`${desk.bin}/leadline`, ['lsp'], { cwd: desk.dir, env: desk.env, stdio: ['pipe', 'pipe', 'pipe'] });
    const { stdin, stdout, stderr } = this.process;
    if (stdin === null || stdout === null || stderr === null) {
      throw new Error('the server has no streams');
    }
    stderr.on('data', (said: Buffer) => {
      this.faults.push(...said.toString().split('\n').filter((line) => line !== '' && !/level=(INFO|WARN)/.test(line))); // a busy machine is worth a warning
    });
    this.left = once(this.process, 'close').then(([code]) => code as number | null);
    const reader = new Counted(stdout, (message) => this.count(message));
    const writer = new lsp.StreamMessageWriter(stdin);
    const write = writer.write.bind(writer);
    writer.write = (message) => {
      if (lsp.Message.isRequest(message)) {
        this.asked.set(String(message.id), message.method);
      }
      return write(message);
    };
    const complain = (what: string): void => void this.faults.push(what);
    this.connection = lsp.createProtocolConnection(reader, writer, { error: complain, warn: complain, info: () => undefined, log: () => undefined });
    this.connection.onError(([error]) => {
      // What the server asked before it heard of the shutdown is answered by the library in its own time, perhaps after exit.
      if (!this.leaving) {
        complain(`the connection: ${error.message}`);
      }
    });
    this.connection.onUnhandledNotification((message) => {
      if (!message.method.startsWith('leadline/')) {
        complain(`an unknown notification ${message.method}`);
      }
    });
    this.handle();
    this.connection.listen();
  }

  private count(message: lsp.Message): void {
    if (this.leaving && lsp.Message.isRequest(message)) {
      this.faults.push(`${message.method} was asked after shutdown`);
    }
    if (lsp.Message.isResponse(message)) {
      const id = String(message.id);
      this.answered.set(id, (this.answered.get(id) ?? 0) + 1);
    }
    for (const wake of this.waiting.splice(0)) {
      setImmediate(wake); // after whoever the message is for
    }
  }

  private handle(): void {
    const c = this.connection;
    c.onNotification(lsp.PublishDiagnosticsNotification.type, (told) => void this.diagnostics.set(told.uri, told));
    c.onNotification(lsp.ShowMessageNotification.type, (told) => void this.messages.push(told.message));
    c.onNotification(lsp.LogMessageNotification.type, () => undefined);
    c.onRequest(lsp.ShowMessageRequest.type, (question) => this.pick(question));
    c.onRequest(lsp.ShowDocumentRequest.type, (show) => {
      this.shown.push(show.uri);
      return { success: true };
    });
    c.onRequest(lsp.CodeLensRefreshRequest.type, () => undefined);
    c.onRequest(lsp.InlayHintRefreshRequest.type, () => undefined);
    c.onRequest(lsp.WorkDoneProgressCreateRequest.type, ({ token }) => {
      const seen: string[] = [];
      this.progress.set(String(token), seen);
      c.onProgress(lsp.WorkDoneProgress.type, token, (value) => void seen.push(value.kind));
    });
    c.onRequest(lsp.ApplyWorkspaceEditRequest.type, ({ edit }) => {
      this.edits++;
      for (const change of edit.documentChanges ?? []) {
        if (!lsp.TextDocumentEdit.is(change)) {
          return { applied: false, failureReason: 'only texts are edited' };
        }
        const text = this.texts.get(change.textDocument.uri);
        if (text === undefined || (change.textDocument.version ?? text.version) !== text.version) {
          return { applied: false, failureReason: 'the text is another by now' };
        }
        // All of them speak of the text as it is: from the end on, each may be made for itself.
        const edits = change.edits.filter((edit) => lsp.TextEdit.is(edit));
        void this.change(text, edits.sort((a, b) => text.index(b.range.start) - text.index(a.range.start)));
      }
      return { applied: true };
    });
  }

  async start(): Promise<this> {
    const folders = (this.offer.folders ?? []).map((path) => ({ uri: uri(path), name: path.split('/').at(-1) ?? '' }));
    this.announced = await this.ask(lsp.InitializeRequest.type, {
      processId: process.pid, clientInfo: { name: 'peer' }, workspaceFolders: folders,
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- the library's type asks for it
      rootUri: null,
      initializationOptions: this.offer.options ?? {}, capabilities: capabilities(this.offer.encodings),
    });
    this.encoding = (this.announced.capabilities.positionEncoding ?? 'utf-16') as Encoding;
    await this.tell(lsp.InitializedNotification.type, {});
    return this;
  }

  ask<P, R, PR, E, RO>(type: lsp.ProtocolRequestType<P, R, PR, E, RO>, params: NoInfer<lsp.RequestParam<P>>, token?: lsp.CancellationToken): Promise<R> {
    this.methods.add(type.method);
    return this.connection.sendRequest(type, params, token);
  }

  tell<P, RO>(type: lsp.ProtocolNotificationType<P, RO>, params: NoInfer<lsp.RequestParam<P>>): Promise<void> {
    this.methods.add(type.method);
    return this.connection.sendNotification(type, params);
  }

  /** A message that the library has no type for. */
  raw(method: string, params: object, token?: lsp.CancellationToken): Promise<unknown> {
    return token === undefined ? this.connection.sendRequest(method, params) : this.connection.sendRequest(method, params, token);
  }

  rawNotification(method: string, params: object): Promise<void> {
    return this.connection.sendNotification(method, params);
  }

  /** Runs a command as an editor does for somebody who chose it. */
  run(command: string, argument?: object, token?: lsp.CancellationToken): Promise<unknown> {
    return this.ask(lsp.ExecuteCommandRequest.type, { command, arguments: argument === undefined ? [] : [argument] }, token);
  }

  async open(path: string, languageId: string, value: string): Promise<Text> {
    const text = new Text(uri(path), value, this.encoding);
    this.texts.set(text.uri, text);
    await this.tell(lsp.DidOpenTextDocumentNotification.type, { textDocument: { uri: text.uri, languageId, version: text.version, text: value } });
    return text;
  }

  /** Edits one after the other, each about the text that the one before it left, told at once. */
  change(text: Text, edits: lsp.TextEdit[]): Promise<void> {
    text.version++;
    for (const edit of edits) {
      text.edit([edit]);
    }
    return this.tell(lsp.DidChangeTextDocumentNotification.type, {
      textDocument: { uri: text.uri, version: text.version }, contentChanges: edits.map((edit) => ({ range: edit.range, text: edit.newText })),
    });
  }

  /** Waits until everything is known of a document that the server is finding out. */
  async settled(text: Text): Promise<void> {
    await this.raw('leadline/settled', { textDocument: { uri: text.uri } });
  }

  /** Looks again whenever the server has said something, and now and then, until something holds; then returns it. */
  async until<T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const seen = await look();
      if (seen !== undefined) {
        return seen;
      }
      if (Date.now() > end) {
        throw new Error(`it never came to be: ${what}; the server said ${this.messages.slice(-3).join(' | ')}`);
      }
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
        setTimeout(resolve, 100);
      });
    }
  }

  get alive(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  /** What was asked so far and not answered just once; ids that were never asked, too. */
  get unbalanced(): string[] {
    const odd = Array.from(this.asked).filter(([id]) => this.answered.get(id) !== 1).map(([id, method]) => `${method} ${id}: ${this.answered.get(id) ?? 0} answers`);
    return odd.concat(Array.from(this.answered.keys()).filter((id) => !this.asked.has(id)).map((id) => `an answer to ${id}, which nobody asked`));
  }

  get requests(): number {
    return this.asked.size;
  }

  /** Leaves as the protocol wants it; answers the exit code. */
  async leave(): Promise<number | null> {
    await this.connection.sendRequest(lsp.ShutdownRequest.type);
    this.leaving = true;
    await this.connection.sendNotification(lsp.ExitNotification.type);
    const code = await this.left;
    this.connection.dispose();
    return code;
  }

  /** Ends it if a test failed before it could leave. */
  kill(): void {
    if (this.alive) {
      this.process.kill('SIGKILL');
    }
  }
}

class Counted extends lsp.StreamMessageReader {
  constructor(
    from: NodeJS.ReadableStream,
    private readonly seen: (message: lsp.Message) => void,
  ) {
    super(from);
  }

  override listen(callback: lsp.DataCallback): lsp.Disposable {
    return super.listen((message) => {
      this.seen(message);
      callback(message);
    });
  }
}

export function uri(path: string): string {
  return pathToFileURL(path).href;
}
