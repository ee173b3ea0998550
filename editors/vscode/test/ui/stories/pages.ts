// Pages to read, and what is said in a line.
import assert from 'node:assert/strict';
import { until } from '../window';
import { reading, type Stage, type Story } from './stage';

export const reads: Record<string, Story> = {
  'pages and messages': pages,
};

async function pages(stage: Stage): Promise<void> {
  const { desk } = stage;
  desk.repository('read');
  desk.git('read', 'init', '-q', '--bare', desk.path('team.git'));
  desk.git('read', 'remote', 'add', 'origin', desk.path('team.git'));
  const w = await reading(stage, 'read');
  await w.at('func Charge');
  await w.command('Leadline: Who Knows This');
  await w.prompt('Pick somebody to ask').waitFor();
  await w.rows.filter({ hasText: '@payments' }).waitFor();
  await w.shot('40-who-knows');
  await w.pick('Pick somebody to ask', 'Dev Two');
  await w.answer('Your question', 'Why is there no retry?');
  await w.toast('is ready to paste').waitFor();
  await until('the message is ready to paste', async () => (await w.clipboard()).includes('Why is there no retry?'));

  const page = async (command: string, title: string, choice?: [string, string]): Promise<void> => {
    await w.command(command);
    if (choice !== undefined) {
      await w.pick(...choice);
    }
    await w.page.locator('.tab.active', { hasText: title }).waitFor();
    await w.preview.locator('h1, p').first().waitFor();
    await w.shot(`41-${title.replace(/\W+/g, '-')}`);
    await w.command('View: Close Editor');
    await w.page.locator('.tab', { hasText: title }).waitFor({ state: 'detached' });
    await w.line('func Charge').waitFor();
  };
  await page('Leadline: Why Is This Here', 'why.md');
  await page('Leadline: My Plate', 'plate.md');
  await w.at('TODO(dev1)');
  await w.command('Leadline: Add to My Plate');
  await w.answer('What is to be done', 'read about retries');
  await w.answer('By when', 'tomorrow');
  await w.page.locator('.tab.active', { hasText: 'plate.md' }).waitFor();
  await w.preview.getByText('read about retries').waitFor(); // not the page that was closed a moment ago
  await w.shot('41-own-task');
  await w.command('View: Close Editor');
  await w.line('func Charge').waitFor();
  await page('Leadline: Team Report', 'week.md', ['Team Report', "The team's week"]);
  await page('Leadline: Tour', 'tour.md', ['Be shown round', 'Everything']);
  await w.command('Leadline: Tour');
  await w.pick('Be shown round', 'Everything');
  await w.preview.getByRole('link', { name: 'pay/charge.go:5' }).click(); // a page leads to what it names
  await w.page.locator('.tab.active', { hasText: 'charge.go' }).waitFor();
  await w.status('Ln 5, Col 1').waitFor();
  await w.page.locator('.tab', { hasText: 'tour.md' }).click({ button: 'middle' });
  await w.page.locator('.tab', { hasText: 'tour.md' }).waitFor({ state: 'detached' });
  await page('Leadline: Catch Up', 'catchup.md');

  await w.lenses.filter({ hasText: 'Dev Two' }).first().click(); // a lens opens what it speaks of
  await w.page.locator('.tab.active', { hasText: 'people.md' }).waitFor();
  await w.preview.locator('h1').first().waitFor();
  await w.command('View: Close Editor');

  await w.command('Leadline: Doctor');
  await w.page.locator('.output-view-container, .part.panel', { hasText: 'identity' }).first().waitFor();
  await w.shot('42-doctor');
  await w.command('View: Toggle Panel Visibility');
  await w.line('func Charge').click({ button: 'right', position: { x: 20, y: 5 } });
  await w.menu('Leadline').hover();
  await w.menu('Raise a Risk').waitFor();
  await w.shot('43-menu');
  await w.choose('Raise a Risk');
  await w.answer('What may go wrong', 'a key is used twice');
  await w.answer('Do you know the cause', '');
  await w.answer('What does it take', '');
  await w.answer('What gets better', '');
  await w.toast(/K-/).waitFor();
  await w.command('Leadline: Open a Question');
  await w.answer('What is the question', 'Which currency rounds?');
  await w.pick('Who decides it?', 'The team');
  await w.answer('By when?', 'fri');
  await w.toast(/Q-/).waitFor();
  assert.equal(desk.count('read', 'questions'), 1);
  assert.equal(desk.count('read', 'risks'), 1);
  await w.command('Leadline: Say What You Would Like to Learn');
  await w.pick('What would you like of this file?', "I'd like to learn this");
  await w.toast(/learn/i).waitFor();
  await w.command('Leadline: Note for the Retro');
  await w.answer('What did you notice', 'retries took long');
  await w.pick('With your name?', 'Without a name');
  await until('the note is kept', () => desk.count('read', 'retro') === 1);

  await w.command('Leadline: Ask About These Lines');
  await w.pick('Whom do you want to ask?', 'Nobody in particular');
  await w.answer('Your question', 'Who may charge?');
  await until('the message is ready to paste', async () => (await w.clipboard()).includes('Who may charge?'));
  await w.dismissToasts();
  await w.command('Leadline: Sync');
  await w.rows.filter({ hasText: 'would be sent' }).first().waitFor();
  await w.shot('44-sync');
  await w.pick('Share with your team', 'Show What Would Be Sent');
  await w.page.locator('.part.panel', { hasText: '"kind"' }).first().waitFor();
  assert.ok(!desk.git('team.git', 'for-each-ref').includes('refs/leadline/'), 'nothing was sent');
  await w.command('Leadline: Sync');
  await w.pick('Share with your team', 'Sync Now');
  await until('the team has it', () => desk.git('team.git', 'for-each-ref').includes('refs/leadline/'));
  await w.toast(/sent [0-9]+ events/).waitFor();
}
