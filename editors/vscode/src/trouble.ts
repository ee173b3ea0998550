// What is said when the program is missing, too old, or ends: once, with what mends it one click away.
import * as vscode from 'vscode';

const HOW = 'How to Install';
const CHOOSE = 'Choose the Program…';

export class Trouble implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('leadline.trouble', vscode.StatusBarAlignment.Left, -10);

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly again: () => Promise<void>,
  ) {
    this.item.name = 'Leadline: trouble';
  }

  async untrusted(): Promise<void> {
    const manage = 'Manage Workspace Trust';
    const picked = await vscode.window.showInformationMessage('Leadline does nothing in Restricted Mode: it reads the history of folders that you trust.', manage);
    if (picked === manage) {
      await vscode.commands.executeCommand('workbench.trust.manage');
    }
  }

  async missing(setting: string | undefined): Promise<void> {
    const text =
      setting === undefined
        ? 'Leadline cannot find the program “leadline”: it is not on PATH. Install it, or choose where it is.'
        : `Leadline cannot find the program that the setting “leadline.path” names: ${setting}. Choose where it is.`;
    await this.mark('missing', 'Leadline: no program', text);
    await this.offer(vscode.window.showWarningMessage(text, CHOOSE, HOW));
  }

  async broken(path: string): Promise<void> {
    const text = `${path} does not answer as Leadline does. Choose another program, or install Leadline anew.`;
    await this.mark('broken', 'Leadline: program does not answer', text);
    await this.offer(vscode.window.showWarningMessage(text, CHOOSE, HOW));
  }

  async unfit(kind: 'too old' | 'too new', path: string, version: string): Promise<void> {
    const text =
      kind === 'too old'
        ? `Leadline ${version} (${path}) is too old for this extension. Install a newer one, or choose another program.`
        : `This extension is too old for Leadline ${version} (${path}). Update the extension, or choose another program.`;
    await this.mark(kind, `Leadline: ${kind === 'too old' ? 'program' : 'extension'} too old`, text);
    await this.offer(vscode.window.showWarningMessage(text, CHOOSE, kind === 'too old' ? HOW : 'Show the Extension'));
  }

  /** An older program that works: said once for each version of it. */
  async older(path: string, version: string): Promise<void> {
    const key = `older ${path} ${version} ${String((this.context.extension.packageJSON as { version: unknown }).version)}`;
    if (this.context.globalState.get(key) === true) {
      return;
    }
    await this.context.globalState.update(key, true);
    await this.offer(
      vscode.window.showInformationMessage(
        `Leadline ${version} (${path}) is older than this extension. All that it knows works; what it does not know is left out until there is a newer one.`,
        HOW,
        CHOOSE,
      ),
    );
  }

  async keepsEnding(showLog: () => void): Promise<void> {
    const text = 'Leadline’s server keeps ending, so it is not started again. Its log says why; nothing that was said is lost.';
    await this.mark('ended', 'Leadline: stopped', text, 'leadline.ui.restartServer');
    const picked = await vscode.window.showWarningMessage(text, 'Show the Log', 'Start It Again');
    if (picked === 'Show the Log') {
      showLog();
    } else if (picked !== undefined) {
      await this.again();
    }
  }

  async clear(): Promise<void> {
    this.item.hide();
    await vscode.commands.executeCommand('setContext', 'leadline.trouble', '');
  }

  private async mark(kind: string, short: string, text: string, command = 'leadline.ui.chooseProgram'): Promise<void> {
    this.item.text = `$(warning) ${short}`;
    this.item.tooltip = text;
    this.item.command = command;
    this.item.show();
    await vscode.commands.executeCommand('setContext', 'leadline.trouble', kind);
  }

  // Nobody waits for an answer to a message: it may stay open as long as the window.
  private offer(message: Thenable<string | undefined>): Promise<void> {
    void message.then(async (picked) => {
      if (picked === CHOOSE) {
        await this.choose();
      } else if (picked === HOW) {
        await vscode.commands.executeCommand('leadline.ui.howToInstall');
      } else if (picked !== undefined) {
        await vscode.commands.executeCommand('workbench.extensions.action.showExtensionsWithIds', [this.context.extension.id]);
      }
    });
    return Promise.resolve();
  }

  /** Lets the user name the program, and starts it. */
  async choose(): Promise<void> {
    const picked = await vscode.window.showOpenDialog({ title: 'Where is the program “leadline”?', openLabel: 'Use This Program', canSelectMany: false });
    const file = picked?.[0];
    if (file !== undefined) {
      await vscode.workspace.getConfiguration('leadline').update('path', file.fsPath, vscode.ConfigurationTarget.Global); // the change starts it
    }
  }

  dispose(): void {
    this.item.dispose();
  }
}
