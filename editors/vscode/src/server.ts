// The language client: one server process for the whole window, whatever folders and repositories it has.
import * as vscode from 'vscode';
import type { LanguageClient, ServerOptions, StaticFeature } from 'vscode-languageclient/node';
import { find } from './program';
import { LEAST, PROTOCOL } from './protocol';
import { restarts } from './restarts';
import { chosen, serverSettings } from './settings';
import { Trouble } from './trouble';
import { negotiate, spoken } from './version';

/** How long to wait for a server that is being started again, in milliseconds. */
const PATIENCE = 15_000;

/** What runs a command that a lens, a quick fix or the server's announcement carries. */
export type Runner = (command: string, argument: unknown) => Promise<unknown>;

export class Server implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private starting: Promise<void> | undefined;
  private readonly log = vscode.window.createOutputChannel('Leadline', { log: true });
  private readonly trouble: Trouble;
  private readonly mayRestart = restarts();
  private toldOfCrash = false;
  private wanted = false;
  private readonly ran = new vscode.EventEmitter<LanguageClient | undefined>();
  /** A server runs, or none does any more. */
  readonly onDidChange = this.ran.event;
  /** What both sides speak beyond the protocol; 0 with an older server, and while none runs. */
  protocol = 0;
  path = '';

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly run: Runner,
  ) {
    this.trouble = new Trouble(context, () => this.restart());
  }

  /** The client, once its server has answered; undefined while none runs. */
  get running(): LanguageClient | undefined {
    return this.client?.isRunning() === true ? this.client : undefined;
  }

  get settings(): Record<string, unknown> {
    const manifest = this.context.extension.packageJSON as { contributes: { configuration: { properties: Record<string, { scope?: string }> }[] } };
    const properties = Object.fromEntries(manifest.contributes.configuration.flatMap((section) => Object.entries(section.properties)));
    const configuration = vscode.workspace.getConfiguration('leadline');
    return chosen(serverSettings(properties), (key) => configuration.inspect(key));
  }

  /** Whether the server that runs has a command. */
  knows(command: string): boolean {
    return this.running?.initializeResult?.capabilities.executeCommandProvider?.commands.includes(command) === true;
  }

  find(): ReturnType<typeof find> {
    return find({
      setting: vscode.workspace.getConfiguration('leadline').get<string>('path', '').trim(),
      env: process.env,
      platform: process.platform,
      home: process.env['HOME'] ?? process.env['USERPROFILE'] ?? '/',
      extension: this.context.extensionPath,
    });
  }

  /** Starts the server if none runs; what keeps it from starting is told. */
  start(): Promise<void> {
    if (!vscode.workspace.isTrusted) {
      return this.trouble.untrusted();
    }
    this.wanted = true;
    if (this.client !== undefined) {
      return this.starting ?? this.back();
    }
    this.starting ??= this.begin().finally(() => (this.starting = undefined));
    return this.starting;
  }

  /** Waits for a server that ended and is being started again: what somebody says meanwhile goes to its successor. */
  private back(): Promise<void> {
    if (this.client === undefined || this.client.isRunning()) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(late);
        heard.dispose();
        resolve();
      };
      const late = setTimeout(done, PATIENCE);
      const heard = this.ran.event((client) => {
        if (client !== undefined) {
          void client.start().then(done, done); // it tells of open documents yet
        } else if (this.client === undefined) {
          done();
        }
      });
    });
  }

  /** Starts it anew, if it was ever to be started. */
  async reconsider(): Promise<void> {
    if (this.wanted) {
      await this.restart();
    }
  }

  async restart(): Promise<void> {
    await this.starting;
    await this.stop();
    this.mayRestart.forget();
    await this.start();
  }

  private async begin(): Promise<void> {
    const found = await this.find();
    if (!('path' in found)) {
      this.log.warn(`cannot find the program; looked at ${found.looked.join(', ')}`);
      await this.trouble.missing(found.setting);
      return;
    }
    this.path = found.path;
    const client = this.make(found.path, await import('./client.js'));
    this.client = client;
    try {
      await client.start();
    } catch (error) {
      this.log.error(`${found.path} does not answer as a language server: ${String(error)}`);
      this.client = undefined;
      this.protocol = 0;
      await client.dispose().catch(() => undefined);
      await this.trouble.broken(found.path);
    }
  }

  private make(path: string, library: typeof import('./client.js')): LanguageClient {
    const { Client, CloseAction, ErrorAction, State } = library;
    const server: ServerOptions = { command: path, args: ['lsp'] };
    const client = new Client('leadline', 'Leadline', server, {
      documentSelector: [{ scheme: 'file' }],
      outputChannel: this.log,
      initializationFailedHandler: () => false,
      initializationOptions: () => ({ leadline: this.settings }),
      errorHandler: { error: () => ({ action: ErrorAction.Continue, handled: true }), closed: () => ({ action: this.mayGoOn() ? CloseAction.Restart : CloseAction.DoNotRestart, handled: true }) },
      middleware: {
        executeCommand: (command, args: unknown[]) => this.run(command, args[0]),
        window: {
          showDocument: async (params, next) => {
            const uri = vscode.Uri.parse(params.uri);
            if (params.external === true && uri.scheme === 'file' && vscode.env.remoteName !== undefined) {
              return { success: false }; // the file is there, the programs that open such are here: the server says where it is
            }
            if (isPage(uri) && (await shownAsPage(uri))) {
              return { success: true };
            }
            const shown = await next(params, new vscode.CancellationTokenSource().token);
            return 'success' in shown ? shown : { success: false };
          },
        },
      },
    });
    client.registerFeature(tellsProtocol);
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) {
        this.greeted(client, path);
      } else if (newState === State.Stopped) {
        this.protocol = 0;
        this.ran.fire(undefined);
      }
    });
    return client;
  }

  private greeted(client: LanguageClient, path: string): void {
    const result = client.initializeResult;
    const verdict = negotiate(spoken(result?.capabilities.experimental));
    const version = result?.serverInfo?.version ?? 'unknown';
    this.log.info(`${path}, version ${version}: ${verdict.kind}`);
    if (verdict.kind === 'too old' || verdict.kind === 'too new') {
      // It is still starting, and registers its commands yet: what is stopped before that leaves them behind.
      void client.start().then(() => this.stop()).then(() => this.trouble.unfit(verdict.kind, path, version));
      return;
    }
    this.protocol = verdict.protocol;
    void this.trouble.clear();
    if (verdict.kind === 'older') {
      void this.trouble.older(path, version);
    }
    void vscode.commands.executeCommand('setContext', 'leadline.older', verdict.kind === 'older' && verdict.protocol < 1);
    this.ran.fire(client);
  }

  // The process ended by itself: whether it is started again.
  private mayGoOn(): boolean {
    if (this.client?.initializeResult === undefined) {
      return false; // start() fails, and says so
    }
    if (!this.mayRestart.again(Date.now())) {
      this.log.error('the server keeps ending');
      this.client = undefined;
      void this.trouble.keepsEnding(() => this.log.show());
      return false;
    }
    this.log.warn('the server ended by itself; starting it again');
    if (!this.toldOfCrash) {
      this.toldOfCrash = true;
      void vscode.window.showInformationMessage('Leadline’s server ended and was started again. Nothing that was said is lost.');
    }
    return true;
  }

  private async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await client?.dispose().catch((error: unknown) => this.log.warn(`the server did not end in order: ${String(error)}`));
  }

  /** Tells the server of settings that changed. */
  async configure(): Promise<void> {
    await this.running?.sendNotification('workspace/didChangeConfiguration', { settings: { leadline: this.settings } });
  }

  showLog(): void {
    this.log.show();
  }

  chooseProgram(): Promise<void> {
    return this.trouble.choose();
  }

  dispose(): void {
    this.trouble.dispose();
    this.ran.dispose();
    void this.stop().finally(() => this.log.dispose());
  }
}

// Tells the server which of its own requests we speak.
const tellsProtocol: StaticFeature = {
  fillClientCapabilities: (capabilities) => {
    capabilities.experimental = { ...(capabilities.experimental as object | undefined), leadline: { protocol: PROTOCOL, least: LEAST } };
  },
  initialize: () => undefined,
  getState: () => ({ kind: 'static' }),
  clear: () => undefined,
};

// Pages to read are written by the server as Markdown, into a folder of its own.
function isPage(uri: vscode.Uri): boolean {
  return uri.scheme === 'file' && /\/leadline\/(?:state\/)?pages\/(?:[0-9a-f]+\/)?[\w-]+\.md$/.test(uri.path);
}

async function shownAsPage(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.commands.executeCommand('markdown.showPreview', uri);
    return true;
  } catch {
    return false; // somebody switched the Markdown extension off
  }
}
