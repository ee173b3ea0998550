// Leadline for Visual Studio Code: starts `leadline lsp` for the whole window, asks with the editor's own prompts, and shows
// what the server tells in the status bar and in a view.
//
//   server      the language client: starting, starting again, settings
//   program     where the program is
//   version     whether both sides get along
//   trouble     what is said when it is missing, too old, or ends
//   say         running what says something · actions, which words each needs · prompts and suggest, asking for them
//   advice      what the server knows that helps to answer
//   commands    the palette · ask, those that show people or pages · blocks, those about pairing
//   overview    what the server tells for tree and status
//   symbols     functions and types, from the other language extensions
//   sync        shares with the team
//   drafts      offered again when they were left
import * as vscode from 'vscode';
import { register } from './commands';
import { disposeDoctor } from './doctor';
import { Drafts } from './drafts';
import { OverviewSource } from './overview';
import type { Prompted, Status } from './protocol';
import { inRepository } from './repository';
import { Sayer } from './say';
import { Server } from './server';
import { StatusBar } from './status';
import { Symbols } from './symbols';
import { disposeSync } from './sync';
import { Tree } from './tree';

export function activate(context: vscode.ExtensionContext): void {
  const sayer = new Sayer();
  const server = new Server(context, (command, argument) => sayer.run(command, argument));
  sayer.server = server;
  const status = new StatusBar();
  const source = new OverviewSource(server);
  const drafts = new Drafts(server, context.workspaceState);
  const symbols = new Symbols(() => server.running);
  const view = vscode.window.createTreeView('leadline.overview', { treeDataProvider: new Tree(source), showCollapseAll: true });

  source.onDidChange((overview) => {
    status.showFile(vscode.window.activeTextEditor === undefined ? null : overview.file);
    const waiting = overview.groups.find((group) => group.name === 'offered')?.items.length ?? 0;
    view.badge = waiting === 0 ? undefined : { value: waiting, tooltip: waiting === 1 ? '1 waits for your answer' : `${waiting} wait for your answer` };
  });
  server.onDidChange((client) => {
    void vscode.commands.executeCommand('setContext', 'leadline.running', client !== undefined);
    source.refresh();
    if (client === undefined) {
      status.clear();
      return;
    }
    client.onNotification('leadline/status', (told: Status) => status.tell(told));
    client.onNotification('leadline/prompt', ({ command, argument }: Prompted) => void sayer.run(command, argument));
    client.onNotification('leadline/overviewChanged', () => {
      source.refresh();
      void drafts.offer();
    });
    symbols.all();
    void drafts.offer();
  });

  context.subscriptions.push(
    server, status, source, symbols, view,
    { dispose: disposeDoctor },
    { dispose: disposeSync },
    ...register({ server, sayer, drafts, source }),
    vscode.window.onDidChangeActiveTextEditor(() => {
      status.show();
      source.refresh();
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('leadline.path')) {
        void server.reconsider();
      } else if (event.affectsConfiguration('leadline')) {
        void server.configure();
        status.show();
        source.refresh();
      }
    }),
    ...begins(server),
  );
}

// The server starts where there is a git repository, and nowhere else; in a folder that nobody trusts it waits until somebody
// does. Somebody who uses a command starts it anyway.
function begins(server: Server): vscode.Disposable[] {
  let begun = false;
  const look = async (uri: vscode.Uri): Promise<void> => {
    if (!begun && uri.scheme === 'file' && vscode.workspace.isTrusted && (await inRepository(uri.fsPath))) {
      begun = true;
      await server.start();
    }
  };
  const all = (): void => {
    const folders = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri);
    for (const uri of [...folders, ...vscode.workspace.textDocuments.map((document) => document.uri)]) {
      void look(uri);
    }
  };
  all();
  return [
    vscode.workspace.onDidGrantWorkspaceTrust(all),
    vscode.workspace.onDidChangeWorkspaceFolders(all),
    vscode.workspace.onDidOpenTextDocument((document) => void look(document.uri)),
  ];
}
