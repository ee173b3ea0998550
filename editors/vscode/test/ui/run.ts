// Runs the stories in a real VS Code: node out/ui/run.js, with LEADLINE_BIN and LEADLINE_CODE_SERVER. Words after it choose
// stories by their names. Screenshots for a person to look at are kept in out/screens.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Desk } from './desk';
import { Editor, type Window } from './editor';
import { type Stage, stories } from './stories';

const root = path.resolve(__dirname, '../..');
const screens = path.join(root, 'out/screens');
const failures = path.join(root, 'out/failed.json');

async function main(): Promise<void> {
  const bin = process.env['LEADLINE_BIN'];
  const codeServer = process.env['LEADLINE_CODE_SERVER'];
  if (bin === undefined || codeServer === undefined) {
    throw new Error('name the program in LEADLINE_BIN and the editor in LEADLINE_CODE_SERVER; make test-vscode does');
  }
  fs.mkdirSync(screens, { recursive: true });
  const vsix = path.join(root, 'leadline.vsix');
  const kilobytes = Math.round(fs.statSync(vsix).size / 1000);
  console.log(`vscode: the .vsix has ${kilobytes} kB`);
  let failed = kilobytes < 500 ? 0 : 1;
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
  process.once('SIGTERM', () => void editor.stop().finally(() => process.exit(1)));
  try {
    await editor.start();
    const again = process.argv[2] === '--again'; // those that failed before, each on a new desk
    const wanted = again ? (JSON.parse(fs.readFileSync(failures, 'utf8')) as string[]) : process.argv.slice(2);
    for (const [name, story] of Object.entries(stories)) {
      if (wanted.length > 0 && !wanted.some((word) => name.includes(word))) {
        continue;
      }
      const begun = Date.now();
      try {
        await story(stage);
        console.log(`vscode: ok    ${name} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
      } catch (error) {
        failed++;
        missed.push(name);
        console.log(`vscode: FAIL  ${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
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
    }
    fs.writeFileSync(failures, JSON.stringify(missed));
    if (failed > 0) {
      fs.writeFileSync(path.join(root, 'out/editor.log'), editor.logs());
    }
  } finally {
    await editor.stop().catch((error: unknown) => console.log(`vscode: stopping: ${String(error)}`));
    desk.remove();
  }
  process.exitCode = failed === 0 ? 0 : 1;
}

void main();
