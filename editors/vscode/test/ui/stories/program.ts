// The program: missing, of another version, without git.
import { charge, type Stage, type Story } from './stage';

export const programs: Record<string, Story> = {
  'no program, and one click to it': missing,
  'programs of other versions': versions,
  'no git': withoutGit,
};

async function missing({ desk, editor, open }: Stage): Promise<void> {
  editor.machine({ 'leadline.path': '/nowhere/leadline' });
  const w = await open(desk.repository('none'));
  const said = w.toast('/nowhere/leadline');
  await said.waitFor();
  await w.status('Leadline: no program').waitFor();
  await w.shot('70-missing');
  await w.press(said, 'How to Install');
  await w.page.locator('.gettingStartedContainer', { hasText: 'the first five minutes' }).waitFor();
  await w.shot('71-walkthrough');
  await w.page.locator('.gettingStartedContainer', { hasText: 'Hand a TODO on' }).waitFor();
  await w.status('Leadline: no program').click();
  w.uses('Choose the Program…');
  await w.prompt('Where is the program').waitFor().catch(async () => w.input.waitFor());
  await w.rows.filter({ hasText: 'CODEOWNERS' }).waitFor(); // it has looked at the folder
  await w.box.fill(`${desk.bin}/`);
  await w.rows.filter({ hasText: 'leadline' }).waitFor();
  await w.shot('72-choose');
  await w.rows.filter({ hasText: 'leadline' }).click();
  await w.status('Leadline: no program').waitFor({ state: 'detached' });
  await charge(w);
}

async function versions({ desk, editor, open }: Stage): Promise<void> {
  desk.repository('other');
  const standIn = (name: string, experimental: string, version: string): string => {
    desk.write(
      `other-bin/${name}`,
      `#!/bin/sh\nexec '${desk.node}' -e '
let data = Buffer.alloc(0);
const send = (m) => { const t = JSON.stringify({ jsonrpc: "2.0", ...m }); process.stdout.write("Content-Length: " + Buffer.byteLength(t) + "\\r\\n\\r\\n" + t); };
process.stdin.on("data", (c) => { data = Buffer.concat([data, c]); for (;;) {
  const end = data.indexOf("\\r\\n\\r\\n"); if (end < 0) return;
  const n = Number(/Length: (\\d+)/.exec(data.subarray(0, end))[1]); if (data.length < end + 4 + n) return;
  const m = JSON.parse(data.subarray(end + 4, end + 4 + n)); data = data.subarray(end + 4 + n);
  if (m.method === "initialize") send({ id: m.id, result: { serverInfo: { name: "leadline", version: "${version}" }, capabilities: { executeCommandProvider: { commands: ["leadline.plate"] }${experimental} } } });
  else if (m.method === "exit") process.exit(0);
  else if (m.id !== undefined && m.method) send({ id: m.id, result: null });
} });'\n`,
    );
    desk.executable(`other-bin/${name}`);
    return desk.path('other-bin', name);
  };
  editor.machine({ 'leadline.path': standIn('old', '', '0.0.9') });
  const w = await open(desk.path('other'));
  await w.toast('Leadline 0.0.9').waitFor();
  await w.toast('is older than this extension').waitFor();
  await w.leadline();
  await w.page.getByText('This view needs a newer Leadline').waitFor();
  await w.shot('80-older');
  editor.machine({ 'leadline.path': standIn('new', ', experimental: { leadline: { protocol: 99, least: 98 } }', '9.9.9') });
  await w.toast('This extension is too old for Leadline 9.9.9').waitFor();
  await w.status('extension too old').waitFor();
  await w.shot('81-newer');
  editor.machine({ 'leadline.path': '/bin/true' });
  await w.toast('/bin/true does not answer').waitFor();
  await w.shot('82-broken');
  editor.machine({});
  await w.status('does not answer').waitFor({ state: 'detached' });
  await charge(w);
}

async function withoutGit({ desk, editor, open }: Stage): Promise<void> {
  desk.repository('nogit');
  desk.write('other-bin/nogit', `#!/bin/sh\nPATH=/nonexistent exec '${desk.program}' "$@"\n`);
  desk.executable('other-bin/nogit');
  editor.machine({ 'leadline.path': desk.path('other-bin/nogit') });
  const w = await open(desk.path('nogit'));
  await w.file('charge.go', 'package pay');
  await w.toast('git is not installed').waitFor();
  await w.shot('83-no-git');
  await w.command('Leadline: Doctor');
  await w.page.locator('.part.panel', { hasText: 'git is not installed' }).first().waitFor();
}
