// Runs the stories in a real VS Code: node out/ui/run.js, with LEADLINE_BIN and LEADLINE_CODE_SERVER. Words after it choose
// stories by their names. Stories are told on two desks side by side: each mostly waits. Screenshots for a person to look at are
// kept in out/screens.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Desk } from './desk';
import { Editor } from './editor';
import { stories } from './stories';
import type { Stage } from './stories/stage';
import { used, usedMenus, type Window } from './window';

const root = path.resolve(__dirname, '../..');
const screens = path.join(root, 'out/screens');
const failures = path.join(root, 'out/failed.json');
const commands = path.join(root, 'out/used.json');
const menus = path.join(root, 'out/menus.json');

const DESKS = Number(process.env['LEADLINE_DESKS'] ?? 2);

const running = new Set<Editor>();

/** Those that failed before, and the titles of commands that were used before. */
function before(file: string): string[] {
  return fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as string[]) : [];
}

/** The titles of commands that no story used, and the menus that none picked from. */
function unused(): string[] {
  const { contributes } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { contributes: { commands: { title: string }[]; menus: object } };
  return [
    ...contributes.commands.map(({ title }) => title).filter((title) => !used.has(title)),
    ...Object.keys(contributes.menus).filter((id) => id !== 'commandPalette' && !usedMenus.has(id)),
  ];
}

/** Tells stories on a desk of their own until none is left; answers the names of those that failed. */
async function tell(left: string[], bin: string, codeServer: string, vsix: string): Promise<string[]> {
  const missed: string[] = [];
  const desk = new Desk(bin);
  const editor = new Editor(desk, { codeServer, vsix, screens });
  const windows: Window[] = [];
  const stage: Stage = {
    desk,
    editor,
    open: async (folder, query) => {
      const window = await editor.open(folder, query);
      windows.push(window);
      return window;
    },
  };
  running.add(editor);
  try {
    await editor.start();
    for (let name = left.shift(); name !== undefined; name = left.shift()) {
      const begun = Date.now();
      const seconds = (): string => ((Date.now() - begun) / 1000).toFixed(1);
      try {
        await stories[name]?.(stage);
        console.log(`vscode: ok    ${name} (${seconds()} s)`);
      } catch (error) {
        missed.push(name);
        console.log(`vscode: FAIL  ${name} (${seconds()} s): ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        for (const [i, window] of windows.entries()) {
          await window.shot(`failed-${name.replace(/\W+/g, '-')}-${i}`).catch(() => undefined);
          console.log(window.errors.join('\n'));
        }
      }
      for (const window of windows.splice(0)) {
        await window.close();
      }
      editor.set({});
      editor.machine({});
      desk.forgetServers();
    }
    if (missed.length > 0) {
      fs.appendFileSync(path.join(root, 'out/editor.log'), editor.logs());
    }
  } finally {
    running.delete(editor);
    await editor.stop().catch((error: unknown) => console.log(`vscode: stopping: ${String(error)}`));
    desk.remove();
  }
  return missed;
}

async function main(): Promise<void> {
  const bin = process.env['LEADLINE_BIN'];
  const codeServer = process.env['LEADLINE_CODE_SERVER'];
  if (bin === undefined || codeServer === undefined) {
    throw new Error('name the program in LEADLINE_BIN and the editor in LEADLINE_CODE_SERVER; make test-vscode does');
  }
  process.once('SIGTERM', () => void Promise.allSettled([...running].map((editor) => editor.stop())).then(() => process.exit(1)));
  const begun = Date.now();
  fs.mkdirSync(screens, { recursive: true });
  const vsix = path.join(root, 'leadline.vsix');
  const kilobytes = Math.round(fs.statSync(vsix).size / 1000);
  console.log(`vscode: the .vsix has ${kilobytes} kB`);
  const again = process.argv[2] === '--again';
  const words = again ? before(failures) : process.argv.slice(2);
  const left = Object.keys(stories).filter((name) => words.length === 0 || words.some((word) => name.includes(word)));
  if (again) {
    before(commands).forEach((title) => used.add(title));
    before(menus).forEach((id) => usedMenus.add(id));
  }
  const all = again || words.length === 0;
  const missed = (await Promise.all(Array.from({ length: Math.min(DESKS, left.length) }, () => tell(left, bin, codeServer, vsix)))).flat();
  fs.writeFileSync(failures, JSON.stringify(missed));
  fs.writeFileSync(commands, JSON.stringify([...used]));
  fs.writeFileSync(menus, JSON.stringify([...usedMenus]));
  console.log(`vscode: told in ${Math.round((Date.now() - begun) / 1000)} s`);
  const forgotten = all && missed.length === 0 ? unused() : [];
  if (forgotten.length > 0) {
    console.log(`vscode: FAIL  no story uses: ${forgotten.join(', ')}`);
  }
  process.exitCode = missed.length + forgotten.length === 0 && kilobytes < 500 ? 0 : 1;
}

void main();
