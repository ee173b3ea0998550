// Drafts that were begun and never recorded are offered again: when a window opens, once for each, and whenever asked for.
import * as vscode from 'vscode';
import type { LeftDraft } from './protocol';
import type { Server } from './server';
import { plain } from './status';

const OPEN = 'Open It';
const CHOOSE = 'Show Them';
const DISCARD = 'Throw It Away';

/** "Draft of a decision: Charge is idempotent · pay/charge.go". */
export function said(draft: LeftDraft): string {
  return [draft.title === '' ? 'nothing filled in yet' : `“${draft.title}”`, draft.about].filter((part) => part !== '').join(' · ');
}

/** How long ago something was, in words. */
export function ago(at: number, now: number): string {
  const minutes = Math.max(0, Math.round((now - at) / 60_000));
  if (minutes < 1) {
    return 'just now';
  }
  if (minutes < 60) {
    return `${minutes} min ago`;
  }
  const hours = Math.round(minutes / 60);
  return hours < 24 ? `${hours} h ago` : `${Math.round(hours / 24)} d ago`;
}

export class Drafts {
  private readonly begun = Date.now();
  private offering = false;

  constructor(
    private readonly server: Server,
    private readonly memory: vscode.Memento,
  ) {}

  private async left(): Promise<LeftDraft[]> {
    if (this.server.protocol < 1) {
      return [];
    }
    return (await this.server.running?.sendRequest<LeftDraft[]>('leadline/drafts', {}).catch(() => [])) ?? [];
  }

  /**
   * Offers those that were left before this window and are not on screen; what was offered already waits in the list. It may be
   * called as often as the server has something new: it knows a repository's drafts once that is open.
   */
  async offer(): Promise<void> {
    if (this.offering) {
      return;
    }
    this.offering = true;
    try {
      await this.offerLeft();
    } finally {
      this.offering = false;
    }
  }

  private async offerLeft(): Promise<void> {
    const open = new Set(
      vscode.window.tabGroups.all.flatMap((group) => group.tabs).map((tab) => (tab.input instanceof vscode.TabInputText ? tab.input.uri.toString() : '')),
    );
    const offered = this.memory.get<string[]>('draftsOffered', []);
    const left = (await this.left()).filter((draft) => Date.parse(draft.at) < this.begun && !open.has(vscode.Uri.parse(draft.uri).toString()) && !offered.includes(draft.uri));
    const first = left[0];
    if (first === undefined) {
      return;
    }
    await this.memory.update('draftsOffered', [...left.map((draft) => draft.uri), ...offered].slice(0, 100));
    if (left.length > 1) {
      if ((await vscode.window.showInformationMessage(`Leadline: ${left.length} drafts were left unfinished here.`, CHOOSE)) === CHOOSE) {
        await this.choose();
      }
      return;
    }
    const picked = await vscode.window.showInformationMessage(
      `Leadline: a draft was left unfinished: ${first.form}, ${said(first)}, ${ago(Date.parse(first.at), Date.now())}.`,
      OPEN,
      DISCARD,
    );
    if (picked === OPEN) {
      await vscode.window.showTextDocument(vscode.Uri.parse(first.uri));
    } else if (picked === DISCARD) {
      await discard(vscode.Uri.parse(first.uri));
    }
  }

  async choose(): Promise<void> {
    const left = await this.left();
    if (left.length === 0) {
      void vscode.window.showInformationMessage('Leadline: no draft was left unfinished here.');
      return;
    }
    const picked = await vscode.window.showQuickPick(
      left.map((draft) => ({ label: plain(said(draft)), description: `${draft.form} · ${ago(Date.parse(draft.at), Date.now())}`, uri: draft.uri })),
      { title: 'Open a Draft', placeHolder: 'Saving a draft records it' },
    );
    if (picked !== undefined) {
      await vscode.window.showTextDocument(vscode.Uri.parse(picked.uri));
    }
  }
}

/** Throws a draft away: an empty one is none. */
export async function discard(uri: vscode.Uri): Promise<void> {
  const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  if (document === undefined) {
    await vscode.workspace.fs.writeFile(uri, new Uint8Array());
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  edit.delete(uri, new vscode.Range(0, 0, document.lineCount, 0));
  await vscode.workspace.applyEdit(edit);
  await document.save();
  const tab = vscode.window.tabGroups.all.flatMap((group) => group.tabs).find((one) => one.input instanceof vscode.TabInputText && one.input.uri.toString() === uri.toString());
  if (tab !== undefined) {
    await vscode.window.tabGroups.close(tab);
  }
}
