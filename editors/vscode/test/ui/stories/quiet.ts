// Settings, quiet, symbols of other language extensions, and keys.
import { reading, type Stage, type Story } from './stage';

export const quiets: Record<string, Story> = {
  'quiet, settings and symbols': quiet,
  'keys': keys,
};

async function quiet({ desk, editor, open }: Stage): Promise<void> {
  desk.repository('quiet');
  desk.write('quiet/pay/fees.js', '// Fees are paid once.\nfunction fees(amount) {\n  return amount * 0.01;\n}\n\nmodule.exports = { fees };\n');
  desk.commit('quiet', 'Dev One', 5, 'fees are one percent');
  const w = await open(desk.path('quiet'));
  await w.file('fees.js', 'Fees are paid');
  const lens = w.lenses.filter({ hasText: '@payments' }).first();
  await lens.waitFor();
  await w.command('Leadline: Snooze');
  await w.pick('No hints in this file', 'For today');
  await lens.waitFor({ state: 'detached' });
  await w.command('Leadline: Snooze');
  await w.pick('No hints in this file', 'Show them again');
  await lens.waitFor();
  editor.machine({ 'leadline.hints.lens': false });
  await lens.waitFor({ state: 'detached' });
  editor.machine({ 'leadline.hints.symbols': true });
  await w.lenses.filter({ hasText: 'fees are one percent' }).first().waitFor({ timeout: 60_000 }); // of the function that TypeScript found
  await w.shot('60-symbols');
  editor.machine({ 'leadline.statusBar': false });
  await w.status('@payments').waitFor({ state: 'detached' });
}

async function keys(stage: Stage): Promise<void> {
  const w = await reading(stage, 'keys');
  await w.at('func Charge');
  for (const [key, question] of [['d', 'What was decided'], ['t', 'Offer it to whom?'], ['p', 'With whom?'], ['a', 'Whom do you want to ask?'], ['r', 'Who should review it?'], ['w', 'Pick somebody to ask']] as const) {
    await w.key('Control+K');
    await w.key(`Alt+${key}`);
    await w.prompt(question).waitFor();
    await w.key('Escape');
    await w.prompt(question).waitFor({ state: 'detached' });
  }
  await w.command('Preferences: Open Default Keyboard Shortcuts (JSON)');
  await w.page.locator('.tab.active', { hasText: 'Default Keybindings' }).waitFor();
  await w.key('Control+F');
  const find = w.page.locator('.find-widget textarea[aria-label="Find"]');
  for (const key of 'dtparwy') {
    await find.fill(`"ctrl+k alt+${key}"`);
    await w.page.locator('.find-widget .matchesCount', { hasText: /\bof 1$/ }).waitFor(); // ours alone
  }
}
