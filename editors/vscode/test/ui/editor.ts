// A real VS Code: code-server with the packaged extension in it, whose windows are in a real browser.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import type { Desk } from './desk';
import { PATIENCE, until, Window } from './window';

export { until, Window } from './window';

const settings = {
  'workbench.startupEditor': 'none', 'telemetry.telemetryLevel': 'off', 'extensions.autoUpdate': false, 'extensions.autoCheckUpdates': false,
  'update.mode': 'none', 'workbench.enableExperiments': false, 'workbench.tips.enabled': false, 'git.enabled': false, 'chat.commandCenter.enabled': false,
  'editor.inlayHints.enabled': 'on', 'editor.stickyScroll.enabled': false, 'editor.lightbulb.enabled': 'off', 'files.autoSave': 'off', 'window.confirmBeforeClose': 'never', 'editor.minimap.enabled': false,
  'workbench.editor.enablePreview': false, 'security.workspace.trust.enabled': false, 'editor.occurrencesHighlight': 'off', 'editor.selectionHighlight': false,
};

export interface Where {
  codeServer: string;
  vsix: string;
  screens: string;
}

export class Editor {
  private server: ChildProcess | undefined;
  private browser!: Browser;
  private base = '';

  constructor(
    private readonly desk: Desk,
    private readonly where: Where,
  ) {}

  private get node(): string {
    return path.join(this.where.codeServer, 'node');
  }

  async start(): Promise<void> {
    const port = await free();
    this.base = `http://127.0.0.1:${port}`;
    const entry = path.join(this.where.codeServer, 'node_modules/code-server/out/node/entry.js');
    this.desk.write('editor/config.yaml', `bind-addr: 127.0.0.1:${port}\nauth: none\ncert: false\n`);
    this.set({});
    this.machine({});
    const common = ['--config', this.desk.path('editor/config.yaml'), '--user-data-dir', this.desk.path('editor/user'), '--extensions-dir', this.desk.path('editor/ext')];
    // A window that was closed is not waited for: newer versions would keep its extensions, and our server, for hours.
    const env = { ...this.desk.env, EXTENSIONS_GALLERY: '{"serviceUrl":"http://127.0.0.1:9/"}', CODE_SERVER_RECONNECTION_GRACE_TIME: '10' };
    execFileSync(this.node, [entry, ...common, '--install-extension', this.where.vsix, '--force'], { env, stdio: 'pipe' });
    const log = fs.openSync(this.desk.path('editor/server.log'), 'w');
    this.server = spawn(this.node, [entry, ...common, '--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'], { env, stdio: ['ignore', log, log], detached: true });
    const chromiumPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) => fs.existsSync(file));
    if (chromiumPath === undefined) {
      throw new Error('there is no chromium: run make test-vscode, which installs it');
    }
    this.browser = await chromium.launch({
      executablePath: chromiumPath, headless: true,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    });
    await until('code-server answers', async () => (await fetch(`${this.base}/healthz`).catch(() => undefined))?.ok === true);
  }

  /** The user's settings, which a window reads when it is opened. */
  set(more: Record<string, unknown>): void {
    this.desk.write('editor/user/User/settings.json', JSON.stringify({ ...settings, ...more }));
  }

  /** Settings of the machine, which windows take over at once; where a program is comes from nowhere else in a remote window. */
  machine(more: Record<string, unknown>): void {
    this.desk.write('editor/user/Machine/settings.json', JSON.stringify(more));
  }

  async open(folder: string, query = ''): Promise<Window> {
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 800 }, permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    const window = new Window(page, this.where.screens);
    page.on('pageerror', (error) => window.errors.push(String(error)));
    const kind = folder.endsWith('.code-workspace') ? 'workspace' : 'folder';
    window.address = `${this.base}/?${kind}=${encodeURIComponent(folder)}${query}`;
    await window.load();
    return window;
  }

  /** What the extension host logged, of all windows. */
  logs(): string {
    const out: string[] = [];
    const walk = (dir: string): void => {
      for (const entry of fs.readdirSync(dir, { withFileTypes: true })) {
        const file = path.join(dir, entry.name);
        if (entry.isDirectory()) {
          walk(file);
        } else if (entry.name.endsWith('.log')) {
          out.push(`== ${file}\n${fs.readFileSync(file, 'utf8')}`);
        }
      }
    };
    walk(this.desk.path('editor/user/logs'));
    return out.join('\n');
  }

  async stop(): Promise<void> {
    await this.browser.close();
    if (this.server?.pid !== undefined) {
      const gone = new Promise((resolve) => this.server?.once('exit', resolve));
      process.kill(-this.server.pid, 'SIGTERM');
      await gone;
    }
  }
}

function free(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
