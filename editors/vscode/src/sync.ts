// Shares what was said with the team, by `leadline sync`: after a look at what would be sent, for whoever wants one.
import { execFile } from 'node:child_process';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Server } from './server';

const MINUTES = 5;

let channel: vscode.OutputChannel | undefined;

interface Ran {
  ok: boolean;
  out: string;
  said: string;
}

export async function sync(server: Server): Promise<void> {
  await server.start();
  const found = await server.find();
  const folder = await chooseFolder();
  if (!('path' in found) || server.running === undefined || folder === undefined) {
    return; // what is missing is said already
  }
  const run = (...args: string[]): Promise<Ran> =>
    new Promise((resolve) => {
      execFile(found.path, ['sync', ...args], { cwd: folder, timeout: MINUTES * 60_000, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
        resolve({ ok: error === null, out: stdout, said: stderr.replace(/^leadline: /gm, '').trim() });
      });
    });
  const sends = await working('Leadline: looking at what is new', () => run('--dry-run'));
  if (!sends.ok) {
    void vscode.window.showWarningMessage(`Leadline: ${sends.said}`);
    return;
  }
  const now = { label: 'Sync Now', detail: sends.said };
  const look = { label: 'Show What Would Be Sent', detail: 'Exactly that, one event a line; nothing is sent' };
  const picked = await vscode.window.showQuickPick(sends.out === '' ? [now] : [now, look], { title: 'Sync', placeHolder: 'Share with your team what was said here, and fetch what they said' });
  if (picked === look) {
    channel ??= vscode.window.createOutputChannel('Leadline Sync', 'jsonl');
    channel.replace(sends.out);
    channel.show(true);
  } else if (picked === now) {
    const done = await working('Leadline: syncing', () => run());
    const text = [done.out.split('\n')[0], done.said].filter((part) => part !== '').join(' ');
    void (done.ok ? vscode.window.showInformationMessage(`Leadline: ${text}`) : vscode.window.showWarningMessage(`Leadline: ${text}`));
  }
}

export function disposeSync(): void {
  channel?.dispose();
  channel = undefined;
}

/** The folder of the file on screen, else of the window. */
async function chooseFolder(): Promise<string | undefined> {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.uri.scheme === 'file' && vscode.workspace.getWorkspaceFolder(document.uri) !== undefined) {
    return path.dirname(document.uri.fsPath);
  }
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  return folders.length < 2 ? folders[0]?.uri.fsPath : (await vscode.window.showWorkspaceFolderPick({ placeHolder: 'Sync which?' }))?.uri.fsPath;
}

function working<T>(title: string, work: () => Promise<T>): Thenable<T> {
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, work);
}
