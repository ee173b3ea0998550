// What the server tells for the tree and the status bar: asked for again when it says so, or when another file is on screen.
import * as vscode from 'vscode';
import type { Overview } from './protocol';
import type { Server } from './server';

export class OverviewSource implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<Overview>();
  readonly onDidChange = this.changed.event;
  latest: Overview = { file: null, groups: [] };
  private asking = false;
  private again = false;
  private last = ''; // the file that was on screen last: a page beside it changes nothing

  constructor(private readonly server: Server) {}

  /** Asks, unless an answer is on its way: then once more after it. */
  refresh(): void {
    if (this.asking) {
      this.again = true;
      return;
    }
    this.asking = true;
    void this.ask().then((overview) => {
      this.asking = false;
      this.latest = overview;
      this.changed.fire(overview);
      if (this.again) {
        this.again = false;
        this.refresh();
      }
    });
  }

  private async ask(): Promise<Overview> {
    const client = this.server.running;
    if (client === undefined || this.server.protocol < 1) {
      return { file: null, groups: [] };
    }
    const document = vscode.window.activeTextEditor?.document;
    if (document?.uri.scheme === 'file') {
      this.last = document.uri.toString();
    }
    try {
      return await client.sendRequest<Overview>('leadline/overview', { uri: this.last });
    } catch {
      return { file: null, groups: [] }; // the server has gone; its successor is asked anew
    }
  }

  dispose(): void {
    this.changed.dispose();
  }
}
