// The status bar: who owns the file on screen and who knows it, and beside it what the server has to say about the repository.
import * as vscode from 'vscode';
import type { Overview, Status } from './protocol';

/** Of the folders that something was said about, the innermost that holds a path; both as paths with slashes. */
export function innermost<T>(said: ReadonlyMap<string, T>, path: string): T | undefined {
  let found: string | undefined;
  for (const folder of said.keys()) {
    const holds = folder === '' || path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
    if (holds && (found === undefined || folder.length > found.length)) {
      found = folder;
    }
  }
  return found === undefined ? undefined : said.get(found);
}

export class StatusBar implements vscode.Disposable {
  private readonly file = vscode.window.createStatusBarItem('leadline.file', vscode.StatusBarAlignment.Left, -11);
  private readonly change = vscode.window.createStatusBarItem('leadline.change', vscode.StatusBarAlignment.Left, -12);
  private readonly said = new Map<string, Status>();

  constructor() {
    this.file.name = 'Leadline: owner and knowers';
    this.change.name = 'Leadline: what is next';
  }

  private get wanted(): boolean {
    return vscode.workspace.getConfiguration('leadline').get<boolean>('statusBar', true);
  }

  tell(status: Status): void {
    this.said.set(status.uri === undefined ? '' : vscode.Uri.parse(status.uri).path, status);
    this.show();
  }

  show(): void {
    const path = vscode.window.activeTextEditor?.document.uri.path ?? vscode.workspace.workspaceFolders?.[0]?.uri.path ?? '';
    const status = innermost(this.said, path);
    if (!this.wanted || status === undefined || status.text === '') {
      this.change.hide();
      return;
    }
    this.change.text = plain(status.text);
    this.change.tooltip = status.tooltip;
    const command = status.command;
    this.change.command = command === undefined ? undefined : { title: command.title, command: command.command, arguments: command.arguments ?? [] };
    this.change.show();
  }

  showFile(file: Overview['file']): void {
    if (!this.wanted || file === null) {
      this.file.hide();
      return;
    }
    this.file.text = `$(person) ${plain(file.text)}`;
    this.file.tooltip = file.tooltip;
    this.file.accessibilityInformation = { label: `Leadline: ${file.text}` };
    this.file.command = 'leadline.ui.whoKnowsThis';
    this.file.show();
  }

  /** The server has gone. */
  clear(): void {
    this.said.clear();
    this.file.hide();
    this.change.hide();
  }

  dispose(): void {
    this.file.dispose();
    this.change.dispose();
  }
}

/** Names come from a repository: what looks like an icon to the status bar, or to a list, is none. */
export function plain(text: string): string {
  return text.replace(/\$\(/g, '$\u200B(');
}
