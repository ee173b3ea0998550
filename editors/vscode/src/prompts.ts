// Asks for the words of an action with the editor's own prompts, one after the other, with a way back.
import * as vscode from 'vscode';
import { type Action, type Choice, type Context, type Word, type Words, wanted } from './actions';
import type { Checked, PersonRow } from './protocol';

/** What prompts need of the server. */
export interface Advice {
  people(purpose: NonNullable<Word['people']>): Promise<PersonRow[]>;
  /** How a word would be understood; undefined from a server that cannot say. */
  check(key: string, value: string): Promise<Checked | undefined>;
}

const BACK = Symbol('back');
type Back = typeof BACK;

interface Step {
  title: string;
  number: number;
  total: number;
  back: boolean;
  before: unknown;
}

/**
 * Asks for all words that are wanted and adds them to what is given; undefined when the user left. `typed` keeps what was
 * typed whatever happens, and is where answers begin.
 */
export async function askFor(action: Action, given: Words, typed: Words, context: Context, advice: Advice): Promise<Words | undefined> {
  const words = { ...given };
  const asked: Word[] = [];
  for (;;) {
    const left = wanted(action, words);
    const word = left[0];
    if (word === undefined) {
      return Object.fromEntries(Object.entries(words).filter(([key, value]) => value !== '' || given[key] === '' || isKept(action, key)));
    }
    const before = typed[word.key] ?? word.default?.(context);
    const answer = await ask(word, { title: action.title, number: asked.length + 1, total: asked.length + left.length, back: asked.length > 0, before }, advice);
    if (answer === undefined) {
      return undefined;
    }
    if (answer === BACK) {
      const last = asked.pop();
      if (last !== undefined) {
        words[last.key] = undefined;
      }
      continue;
    }
    words[word.key] = typed[word.key] = answer;
    asked.push(word);
  }
}

function isKept(action: Action, key: string): boolean {
  return action.words.some((word) => word.key === key && word.kept === true);
}

function ask(word: Word, step: Step, advice: Advice): Promise<string | Back | undefined> {
  if (word.people !== undefined) {
    return pickPeople(word, step, advice);
  }
  return word.choices === undefined ? typeText(word, step, advice) : pickChoice(word.choices, word, step);
}

function dress(input: vscode.QuickInput, step: Step): void {
  input.title = step.title;
  input.step = step.total > 1 ? step.number : undefined;
  input.totalSteps = step.total > 1 ? step.total : undefined;
  input.ignoreFocusOut = true; // whoever looks something up in the code finds the prompt again
}

function shown<T>(input: vscode.QuickInput, listen: (done: (answer: T | Back | undefined) => void) => vscode.Disposable[]): Promise<T | Back | undefined> {
  return new Promise((resolve) => {
    const done = (answer: T | Back | undefined): void => {
      resolve(answer);
      input.dispose();
    };
    const listening = listen(done);
    input.onDidHide(() => {
      for (const one of listening) {
        one.dispose();
      }
      done(undefined);
    });
    input.show();
  });
}

function typeText(word: Word, step: Step, advice: Advice): Promise<string | Back | undefined> {
  const input = vscode.window.createInputBox();
  dress(input, step);
  input.prompt = word.prompt;
  input.placeholder = word.hint;
  input.value = typeof step.before === 'string' ? step.before : '';
  input.buttons = step.back ? [vscode.QuickInputButtons.Back] : [];

  let newest = 0;
  const look = async (): Promise<boolean> => {
    const value = input.value.trim();
    const turn = ++newest;
    if (value === '') {
      input.validationMessage = undefined;
      return true;
    }
    const found = await advice.check(word.key, value);
    if (turn === newest) {
      // It stands where the question stood.
      input.validationMessage =
        found === undefined || (found.fault === '' && found.said === '')
          ? undefined
          : found.fault !== ''
            ? { message: sentence(found.fault), severity: vscode.InputBoxValidationSeverity.Error }
            : { message: `${word.prompt} → ${found.said}`, severity: vscode.InputBoxValidationSeverity.Info };
    }
    return found === undefined || found.fault === '';
  };
  void look();
  return shown<string>(input, (done) => [
    input.onDidChangeValue(() => void look()),
    input.onDidTriggerButton(() => done(BACK)),
    input.onDidAccept(async () => {
      const value = input.value.trim();
      if (value === '' && word.optional !== true) {
        input.validationMessage = { message: 'This is needed. Escape leaves without saying anything.', severity: vscode.InputBoxValidationSeverity.Warning };
        return;
      }
      if (await look()) {
        done(value);
      }
    }),
  ]);
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

interface ChoiceItem extends vscode.QuickPickItem {
  value?: string;
}

function pickChoice(choices: Choice[], word: Word, step: Step): Promise<string | Back | undefined> {
  const pick = vscode.window.createQuickPick<ChoiceItem>();
  dress(pick, step);
  pick.placeholder = word.prompt;
  pick.items = choices.map(choiceItem);
  pick.buttons = step.back ? [vscode.QuickInputButtons.Back] : [];
  const before = pick.items.find((item) => item.value === step.before);
  pick.activeItems = before === undefined ? [] : [before];
  return shown<string>(pick, (done) => [
    pick.onDidTriggerButton(() => done(BACK)),
    pick.onDidAccept(() => {
      const value = pick.activeItems[0]?.value;
      if (value !== undefined) {
        done(value);
      }
    }),
  ]);
}

function choiceItem(choice: Choice): ChoiceItem {
  return { label: choice.label, value: choice.value, ...(choice.detail === undefined ? {} : { detail: choice.detail }) };
}

const groups: Record<string, string> = { owns: 'owns it', knows: 'knows it', learns: 'asked to learn it', reviews: 'could review it' };

/** People with their reasons, under what they are; then the fixed choices are first, and whoever is typed is last. */
export function peopleItems(rows: PersonRow[], choices: Choice[] = []): ChoiceItem[] {
  const items: ChoiceItem[] = choices.map(choiceItem);
  let group = '';
  for (const row of rows) {
    if (row.to === '') {
      continue; // a team: nobody whom a command could name
    }
    if (row.group !== group) {
      group = row.group;
      items.push({ label: groups[group] ?? group, kind: vscode.QuickPickItemKind.Separator });
    }
    items.push({ label: row.name, value: row.to, detail: row.reason, ...(row.name === row.to ? {} : { description: row.to }) });
  }
  return items;
}

function pickPeople(word: Word, step: Step, advice: Advice): Promise<string | Back | undefined> {
  const pick = vscode.window.createQuickPick<ChoiceItem>();
  dress(pick, step);
  pick.placeholder = word.several === true ? `${word.prompt} Tick one or more, or type @handle or an address` : `${word.prompt} Pick somebody, or type @handle or an address`;
  pick.canSelectMany = word.several === true;
  pick.matchOnDetail = pick.matchOnDescription = true;
  pick.buttons = step.back ? [vscode.QuickInputButtons.Back] : [];
  pick.busy = true;

  let known: ChoiceItem[] = (word.choices ?? []).map(choiceItem);
  const before = typeof step.before === 'string' ? step.before.split(', ') : [];
  const list = (): void => {
    const typed = pick.value.trim();
    const extra = typed === '' || known.some((item) => item.value === typed) ? [] : [{ label: typed, value: typed, description: 'as typed', alwaysShow: true }];
    const chosen = pick.selectedItems.map((item) => item.value);
    pick.items = [...known, ...extra];
    if (pick.canSelectMany) {
      const stay = chosen.length > 0 ? chosen : before;
      pick.selectedItems = pick.items.filter((item) => item.value !== undefined && stay.includes(item.value));
    }
  };
  list();
  void advice.people(word.people ?? 'ask').then((rows) => {
    known = peopleItems(rows, word.choices);
    for (const who of before) {
      if (word.several === true && who !== '' && !known.some((item) => item.value === who)) {
        known.push({ label: who, value: who });
      }
    }
    pick.busy = false;
    list();
    const same = pick.items.find((item) => item.value === before[0]);
    if (!pick.canSelectMany && same !== undefined) {
      pick.activeItems = [same];
    }
  });
  const accept = async (done: (answer: string) => void): Promise<void> => {
    const values = (pick.canSelectMany ? pick.selectedItems : pick.activeItems).map((item) => item.value).filter((value) => value !== undefined);
    const typed = pick.value.trim();
    if (values.length === 0 && typed !== '') {
      values.push(typed);
    }
    if (values.length === 0 && word.optional !== true) {
      return;
    }
    const answer = values.join(', ');
    const found = answer === '' || word.choices?.some((choice) => choice.value === answer) === true ? undefined : await advice.check(word.key, answer);
    if (found !== undefined && found.fault !== '') {
      pick.items = [{ label: typed === '' ? answer : typed, description: sentence(found.fault), alwaysShow: true }, ...known];
      return;
    }
    done(answer);
  };
  return shown<string>(pick, (done) => [
    pick.onDidTriggerButton(() => done(BACK)),
    pick.onDidChangeValue(list),
    pick.onDidAccept(() => void accept(done)),
  ]);
}
