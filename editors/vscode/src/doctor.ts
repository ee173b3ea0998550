// Runs `leadline doctor` and shows what it says; also where there is no program to run.
import { execFile } from 'node:child_process';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Server } from './server';

let channel: vscode.OutputChannel | undefined;

export async function doctor(server: Server): Promise<void> {
  channel ??= vscode.window.createOutputChannel('Leadline Doctor');
  channel.clear();
  channel.show(true);
  const found = await server.find();
  if (!('path' in found)) {
    channel.appendLine('to do   the program “leadline” was not found. Install it, or say in the setting “leadline.path” where it is.');
    channel.appendLine('        Looked at:');
    for (const place of found.looked) {
      channel.appendLine(`        ${place}`);
    }
    return;
  }
  channel.appendLine(`ok      program   ${found.path}`);
  channel.appendLine(
    server.running === undefined ? 'to do   no server runs: Leadline: Restart the Server, then Leadline: Show the Log' : `ok      server    running, protocol ${server.protocol}`,
  );
  const document = vscode.window.activeTextEditor?.document;
  const folder = document?.uri.scheme === 'file' ? path.dirname(document.uri.fsPath) : vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const text = await new Promise<string>((resolve) => {
    execFile(found.path, ['doctor'], { cwd: folder, timeout: 30_000, maxBuffer: 1 << 20 }, (error, stdout, stderr) => {
      resolve([stdout, stderr, error !== null && stdout === '' && stderr === '' ? `to do   it does not run: ${error.message}` : ''].filter((part) => part !== '').join('\n'));
    });
  });
  // The panel scrolls to the end: there stands what there is to do.
  const lines = text.trimEnd().split('\n');
  const todo = (line: string): boolean => line.startsWith('to do');
  channel.appendLine([...lines.filter((line) => !todo(line)), ...lines.filter(todo)].join('\n'));
}

export function disposeDoctor(): void {
  channel?.dispose();
  channel = undefined;
}
