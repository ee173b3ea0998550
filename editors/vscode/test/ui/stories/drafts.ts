// Quick fixes, and drafts: what is written instead of being asked for.
import assert from 'node:assert/strict';
import { until } from '../window';
import { reading, type Stage, type Story } from './stage';

export const drafting: Record<string, Story> = {
  'quick fixes and drafts': drafts,
};

async function drafts(stage: Stage): Promise<void> {
  const { desk, editor, open } = stage;
  const w = await reading(stage, 'fix');
  await w.at('func Charge');
  await w.fix('Log a decision here', '50-quick-fix');
  await w.prompt('What was decided').waitFor(); // the quick fix asks with prompts, too
  await w.key('Escape');

  editor.machine({ 'leadline.prompts': false });
  const tab = w.page.locator('.tab.active', { hasText: 'decision-' });
  await until('the window has taken over the setting', async () => {
    await w.command('Leadline: Log Decision');
    const prompt = w.prompt('What was decided');
    await tab.or(prompt).first().waitFor();
    if (await tab.isVisible()) {
      return true;
    }
    await w.key('Escape');
    await prompt.waitFor({ state: 'detached' });
    return false;
  });
  await w.line('title:').waitFor();
  await w.shot('51-draft');
  await w.page.keyboard.type('Charges go through the ledger');
  await w.above('editor', 'Record This Draft');
  await w.toast(/Logged D-/).waitFor();
  assert.equal(desk.query('fix', "select count(*) as n from decisions where title = 'Charges go through the ledger'")[0]?.['n'], 1);
  await w.command('View: Close Editor');

  await w.line('func Charge').waitFor();
  await w.command('Leadline: Log Decision');
  await w.line('title:').waitFor();
  await w.close(); // in the middle of it

  const again = await open(desk.path('fix'));
  const offer = again.toast('draft was left unfinished');
  await offer.waitFor();
  await again.shot('52-left-draft');
  await offer.locator('.monaco-button', { hasText: 'Open It' }).click();
  await again.line('title:').waitFor();
  await again.above('editor', 'Throw This Draft Away');
  await again.page.locator('.tab', { hasText: 'decision-' }).waitFor({ state: 'detached' });
  await again.toast(/draft is gone/).waitFor();
  assert.equal(desk.count('fix', 'decisions'), 1);
  await again.command('Leadline: Open a Draft');
  await again.toast('no draft was left').waitFor();
}
