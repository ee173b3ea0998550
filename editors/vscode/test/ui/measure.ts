// Measures in a real VS Code what a reader waits for: node out/ui/measure.js, with LEADLINE_BIN and LEADLINE_CODE_SERVER. It prints
// figures with their targets and judges no time, since machines are noisy; it fails where text that was typed is lost or out of order.
//
//   LEADLINE_BENCH_REPO    a repository whose files are opened; one made for this otherwise
//   LEADLINE_WINDOWS       how many windows are opened for the first lens, 3 otherwise
//   LEADLINE_KEYSTROKES    how many are typed, 10,000 otherwise
import * as fs from 'node:fs';
import * as path from 'node:path';
import { bare } from './bare';
import { Desk } from './desk';
import { Editor } from './editor';
import { type Candidate, firstLens } from './firstlens';
import { type Spent, typing } from './typing';
import { until } from './window';

const root = path.resolve(__dirname, '../..');

function needed(name: string): string {
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(`name it in ${name}; make test-vscode does`);
  }
  return value;
}

function say(what: string, figures: string): void {
  console.log(`vscode: ${what.padEnd(23)} ${figures}`);
}

async function lenses(desk: Desk, editor: Editor): Promise<void> {
  const other = new Desk(desk.program);
  const { vsix, begun } = bare(other, root);
  const peer = new Editor(other, { codeServer: needed('LEADLINE_CODE_SERVER'), vsix, screens: path.join(root, 'out/screens') });
  try {
    await peer.start();
    const ours: Candidate = { editor, begun: () => desk.servers().length > 0, ended: () => until('its server ended', () => desk.servers().length === 0) };
    const theirs: Candidate = { editor: peer, begun: () => fs.existsSync(begun), ended: () => fs.rmSync(begun) };
    for (const [what, figures] of await firstLens(desk, ours, theirs, process.env['LEADLINE_BENCH_REPO'] ?? '')) {
      say(what, figures);
    }
  } finally {
    await peer.stop();
    other.remove();
  }
}

async function main(): Promise<void> {
  const vsix = path.join(root, 'leadline.vsix');
  const program = needed('LEADLINE_BIN');
  say('the .vsix', `${(fs.statSync(vsix).size / 1000).toFixed(0)} kB (target: under 500)`);
  const desk = new Desk(program);
  const editor = new Editor(desk, { codeServer: needed('LEADLINE_CODE_SERVER'), vsix, screens: path.join(root, 'out/screens') });
  fs.mkdirSync(path.join(root, 'out/screens'), { recursive: true });
  process.once('SIGTERM', () => void editor.stop().finally(() => process.exit(1)));
  try {
    await editor.start();
    await lenses(desk, editor);
    const keys = Number(process.env['LEADLINE_KEYSTROKES'] ?? 10_000);
    const without: Spent = await typing(desk, editor, { keys, served: false });
    const spent = await typing(desk, editor, { keys, served: true });
    say('keypress to rendered', `p50 ${spent.rendered(0.5)}, p99 ${spent.rendered(0.99)}, longest ${spent.rendered(1)} ms; without Leadline ${without.rendered(0.5)}, ${without.rendered(0.99)}, ${without.rendered(1)} ms`);
    say('keystrokes', `${keys} in ${spent.seconds.toFixed(1)} s, ${(spent.seconds / keys * 1000).toFixed(1)} ms each; without Leadline ${(without.seconds / without.keys * 1000).toFixed(1)} ms; none lost, none out of order`);
    say('server while typing', `${(100 * spent.busy).toFixed(0)} % of one core; told all ${spent.behind.toFixed(1)} s after the last key`);
    say('server afterwards', `${(100 * spent.idle).toFixed(1)} % of one core (target: under 10)`);
  } finally {
    await editor.stop().catch((error: unknown) => console.log(`vscode: stopping: ${String(error)}`));
    desk.remove();
  }
}

main().catch((error: unknown) => {
  console.log(`vscode: FAIL  ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.exitCode = 1;
});
