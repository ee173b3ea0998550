// Hands over the functions and types that other language extensions found: the server has no parser, and with them it
// speaks of the function at hand. Sent when a file is shown, when typing pauses, and when an extension has something new to say.
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { type Symbol, trimmed } from './symboltree';

const PAUSE = 400; // milliseconds without a change before extensions are asked

export class Symbols implements vscode.Disposable {
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly sent = new Set<string>();
  private readonly listening: vscode.Disposable[];

  constructor(private readonly running: () => LanguageClient | undefined) {
    this.listening = [
      vscode.window.onDidChangeVisibleTextEditors(() => this.all()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.soon(document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.forget(document.uri.toString())),
      // A language server that has loaded its project begins to report on files: then it knows their symbols too.
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        const changed = new Set(uris.map(String));
        for (const { document } of vscode.window.visibleTextEditors) {
          if (changed.has(document.uri.toString()) && !this.sent.has(document.uri.toString())) {
            this.soon(document);
          }
        }
      }),
      vscode.extensions.onDidChange(() => this.all()),
    ];
  }

  /** Asks for every file on screen; a server that was started anew knows nothing yet. */
  all(): void {
    for (const { document } of vscode.window.visibleTextEditors) {
      this.soon(document);
    }
  }

  private soon(document: vscode.TextDocument): void {
    if (document.uri.scheme !== 'file' || this.running() === undefined || !vscode.workspace.getConfiguration('leadline').get<boolean>('symbols', true)) {
      return;
    }
    const uri = document.uri.toString();
    clearTimeout(this.timers.get(uri));
    this.timers.set(
      uri,
      setTimeout(() => {
        this.timers.delete(uri);
        void this.gather(document);
      }, PAUSE),
    );
  }

  private async gather(document: vscode.TextDocument): Promise<void> {
    const uri = document.uri.toString();
    const version = document.version;
    let found: unknown;
    try {
      found = await vscode.commands.executeCommand('vscode.executeDocumentSymbolProvider', document.uri);
    } catch {
      return; // some extension failed; the next pause asks again
    }
    const symbols: Symbol[] = trimmed(found);
    if (document.isClosed || document.version !== version || (symbols.length === 0 && !this.sent.has(uri))) {
      return;
    }
    if (symbols.length === 0) {
      this.sent.delete(uri);
    } else {
      this.sent.add(uri);
    }
    await this.running()?.sendRequest('leadline/symbols', { uri, symbols }).catch(() => undefined);
  }

  private forget(uri: string): void {
    clearTimeout(this.timers.get(uri));
    this.timers.delete(uri);
    this.sent.delete(uri);
  }

  dispose(): void {
    for (const timer of this.timers.values()) {
      clearTimeout(timer);
    }
    for (const one of this.listening) {
      one.dispose();
    }
  }
}
