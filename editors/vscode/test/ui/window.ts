// A window of VS Code, as somebody uses it who has eyes and hands.
import * as path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';

/** Milliseconds that anything may take; a machine that does much else may want more. */
export const PATIENCE = Number(process.env['LEADLINE_PATIENCE'] ?? 30_000);

/** Waits until something holds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, patience = PATIENCE): Promise<void> {
  const end = Date.now() + patience;
  while (!(await holds())) {
    if (Date.now() > end) {
      throw new Error(`it never came to be: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The titles of commands that stories used, from the palette, a menu or a button: a run of all of them has used each. */
export const used = new Set<string>();

/** The menus that stories picked something from, by their ids in the manifest. */
export const usedMenus = new Set<string>();

export class Window {
  readonly errors: string[] = [];
  address = '';

  constructor(
    readonly page: Page,
    private readonly screens: string,
  ) {}

  async load(): Promise<void> {
    await this.page.goto(this.address, { waitUntil: 'domcontentloaded' });
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
  }

  get input(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  get box(): Locator {
    return this.input.locator('input.input').first();
  }

  get rows(): Locator {
    return this.input.locator('.quick-input-list .monaco-list-row');
  }

  get editor(): Locator {
    return this.page.locator('.editor-instance .monaco-editor').first();
  }

  get lenses(): Locator {
    return this.page.locator('.codelens-decoration a');
  }

  toast(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: text });
  }

  status(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item', { hasText: text });
  }

  line(text: string): Locator {
    return this.editor.locator('.view-line', { hasText: text }).first();
  }

  async shot(name: string): Promise<void> {
    await this.page.screenshot({ path: path.join(this.screens, `${name}.png`) });
  }

  async key(keys: string): Promise<void> {
    await this.page.keyboard.press(keys);
  }

  /** Opens a file by its name, of several the one in the folder, and waits until its text is there. */
  async file(name: string, text: string, folder = ''): Promise<void> {
    await until(`${name} is found`, async () => {
      const row = this.rows.filter({ hasText: name }).filter({ hasText: folder }).first();
      try {
        await this.key('Control+P');
        await this.box.fill(name, { timeout: 5000 });
        await row.click({ timeout: 8000 });
        return true;
      } catch {
        return false; // a window that is still opening closes the list again
      }
    });
    await this.line(text).waitFor();
  }

  /** Puts the cursor on the line that holds a text. */
  async at(text: string): Promise<void> {
    await this.line(text).click({ position: { x: 5, y: 5 } });
  }

  /** Notes that what was just done ran a command, though not by its title. */
  uses(title: string): void {
    used.add(title);
  }

  usesMenu(id: string): void {
    usedMenus.add(id);
  }

  async command(title: string): Promise<void> {
    used.add(title.replace('Leadline: ', ''));
    await this.key('F1');
    await this.box.waitFor();
    await this.box.fill(`>${title}`);
    const row = this.rows.filter({ has: this.page.getByText(title, { exact: true }) }).first();
    await row.waitFor();
    await until(`${title} has the focus`, async () => {
      if ((await row.getAttribute('class'))?.includes('focused') === true) {
        return true;
      }
      await this.key('ArrowDown');
      return false;
    });
    await this.key('Enter'); // the list may be drawn anew under a click
  }

  /** Answers a prompt that asks so: types a text, or picks the row that holds it. */
  async answer(question: string, answer: string): Promise<void> {
    await this.prompt(question).waitFor();
    await this.box.fill(answer);
    await this.key('Enter');
    await this.prompt(question).waitFor({ state: 'detached' });
  }

  async pick(question: string, row: string | RegExp): Promise<void> {
    await this.prompt(question).waitFor();
    const found = this.rows.filter({ hasText: row }).first();
    await found.waitFor();
    await found.click();
    await this.prompt(question).waitFor({ state: 'detached' });
  }

  /** The widget while it asks this: boxes have the question below, lists in the empty field. */
  prompt(question: string): Locator {
    const escaped = question.replace(/["\\]/g, '\\$&');
    return this.page.locator(`.quick-input-widget:visible:has(:text("${escaped}")), .quick-input-widget:visible:has(input[placeholder*="${escaped}"])`);
  }

  /** Picks a quick fix of the line with the cursor. */
  async fix(title: string, screen?: string): Promise<void> {
    await this.key('Control+.');
    const action = this.page.locator('.action-widget .monaco-list-row', { hasText: title });
    await action.waitFor();
    if (screen !== undefined) {
      await this.shot(screen);
    }
    await until(`${title} has the focus`, async () => {
      if ((await action.getAttribute('class'))?.includes('focused') === true) {
        return true;
      }
      await this.key('ArrowDown');
      return false;
    });
    await this.key('Enter'); // something invisible is in the way of a click
  }

  /** Shows the view; its icon hides it where it is shown. */
  async leadline(): Promise<void> {
    if (await this.page.locator('.sidebar .title-label', { hasText: /leadline/i }).isVisible()) {
      return;
    }
    await this.page.locator('.activitybar .action-item a[aria-label^="Leadline"]').click({ force: true }); // its badge is in the way
    await this.page.locator('.sidebar .title-label', { hasText: /leadline/i }).waitFor();
  }

  /** A line of the view. */
  view(text: string): Locator {
    return this.page.locator('.sidebar .pane-body .monaco-list-row', { hasText: text }).first();
  }

  /** The extensions that run, with what VS Code says of each: its list begins with the slowest and draws only the rows that fit. */
  async extensions(): Promise<string[]> {
    await this.command('Developer: Show Running Extensions');
    const rows = this.page.locator('.runtime-extensions-editor .monaco-list-row');
    await rows.first().hover();
    const seen = new Map<string, string>();
    await until('the list of extensions was seen to its end', async () => {
      const drawn = await rows.evaluateAll((all) => all.map((row) => [row.dataset['index'] ?? '', (row as HTMLElement).innerText, row.ariaSetSize ?? ''] as const));
      drawn.forEach(([index, text]) => seen.set(index, text));
      await this.page.mouse.wheel(0, 200);
      return drawn.length > 0 && seen.size >= Number(drawn[0]?.[2] || Infinity);
    });
    return [...seen.values()];
  }

  /** Milliseconds that Leadline took to begin, as VS Code says; undefined where it has not begun. */
  async activation(): Promise<number | undefined> {
    const ours = (await this.extensions()).find((text) => text.includes('Leadline'));
    const took = ours === undefined ? undefined : /(\d+)\s?ms/.exec(ours)?.[1];
    return took === undefined ? undefined : Number(took);
  }

  /** What the preview of a Markdown page shows. */
  get preview(): FrameLocator {
    return this.page.locator('iframe.webview.ready').last().contentFrame().frameLocator('#active-frame');
  }

  menu(text: string): Locator {
    return this.page.locator('.monaco-menu:visible .action-item', { hasText: text }).last();
  }

  /** Picks an entry of a menu, which takes no notice of a click while it opens. */
  async choose(text: string): Promise<void> {
    used.add(text);
    const entry = this.menu(text);
    await entry.waitFor();
    await until(`the menu takes ${text}`, async () => {
      await entry.click({ timeout: 2000 }).catch(() => undefined);
      return entry.waitFor({ state: 'detached', timeout: 1000 }).then(() => true, () => false);
    });
  }

  /** Opens the menu of what is pointed at, which has an entry; it may close again while the list behind it is drawn anew. */
  async opened(at: Locator, id: string, entry: string): Promise<void> {
    usedMenus.add(id);
    await until(`the menu ${id} opens`, async () => {
      await at.click({ button: 'right', timeout: 5000, position: { x: 20, y: 5 } }).catch(() => undefined);
      return this.menu(entry).waitFor({ timeout: 3000 }).then(() => true, () => this.key('Escape').then(() => false));
    });
  }

  /** Opens what the title of the view in the side bar has no room for, or that of its first part. */
  async overflow(id: string, entry: string, title: '.composite.title' | '.pane-header' = '.composite.title'): Promise<void> {
    usedMenus.add(id);
    await until(`the menu ${id} has ${entry}`, async () => {
      await this.page.locator(`.sidebar ${title} .action-label[aria-label*="More Actions"]`).first().click({ timeout: 5000 }).catch(() => undefined);
      return this.menu(entry).waitFor({ timeout: 3000 }).then(() => true, () => this.key('Escape').then(() => false));
    });
  }

  /** Clicks on what stands at a line of the view, once the pointer is there. */
  async inline(line: string, action: string): Promise<void> {
    used.add(action);
    const row = this.view(line);
    await until(`${action} is clicked`, async () => {
      await row.hover({ timeout: 5000 }).catch(() => undefined); // the list may just be drawn anew
      return row.locator(`.action-label[aria-label="${action}"]`).click({ timeout: 2000 }).then(() => true, () => false);
    });
  }

  /** Picks an entry of the menu of a line of the view. */
  async menuOf(line: string, entry: string): Promise<void> {
    await this.opened(this.view(line), 'view/item/context', entry);
    await this.choose(entry);
  }

  /** Clicks on a button above the editor or the view. */
  async above(part: 'editor' | 'view', action: string): Promise<void> {
    used.add(action);
    usedMenus.add(`${part}/title`);
    await this.page.locator(`${part === 'editor' ? '.editor-actions' : '.sidebar .composite.title, .sidebar .pane-header'} .action-label[aria-label*="${action}"]`).first().click();
  }

  /** Clicks on a button of a message. */
  async press(toast: Locator, button: string): Promise<void> {
    used.add(button);
    await toast.locator('.monaco-button', { hasText: button }).click();
  }

  async clipboard(): Promise<string> {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  async dismissToasts(): Promise<void> {
    await this.command('Notifications: Clear All Notifications');
    await this.page.locator('.notification-toast').first().waitFor({ state: 'detached' });
  }

  async close(): Promise<void> {
    await this.page.goto('about:blank').catch(() => undefined); // the workbench takes its leave
    await this.page.context().close();
  }
}
