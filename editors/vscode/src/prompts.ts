// Asks for the words of an action with the editor's own prompts, one after the other, with a way back.
import * as vscode from 'vscode';
import type { Checked, PersonRow, Proposal, Slot } from './protocol';
import { pickSuggested } from './suggest';
import { type Action, begins, type Choice, type Context, type Word, wanted, type Words } from './words';

/** What prompts need of the server; lists are empty and the rest is undefined where it cannot say. */
export interface Advice {
  people(purpose: NonNullable<Word['people']>, given: Words): Promise<PersonRow[]>;
  times(given: Words): Promise<Slot[]>;
  proposal(given: Words): Promise<Proposal | undefined>;
  /** How a word would be understood. */
  check(key: string, value: string): Promise<Checked | undefined>;
}

export const BACK = Symbol('back');
export type Back = typeof BACK;

export interface Step {
  title: string;
  number: number;
  total: number;
  back: boolean;
  /** What the answer begins with. */
  before: string | undefined;
  given: Words;
  /** What the server proposes of all of it. */
  proposal: Promise<Proposal | undefined>;
  /** The same, for a word that begins with it. */
  proposed: Proposal | undefined;
}

/**
 * Asks for all words that are wanted and adds them to what is given; undefined when the user left. `typed` keeps what was
 * typed whatever happens, and is where answers begin.
 */
export async function askFor(action: Action, given: Words, typed: Words, context: Context, advice: Advice): Promise<Words | undefined> {
  const words = { ...given };
  const asked: Word[] = [];
  const proposal = action.words.some((word) => word.proposed !== undefined) ? advice.proposal(given) : Promise.resolve(undefined);
  for (;;) {
    const left = wanted(action, words);
    const word = left[0];
    if (word === undefined) {
      return Object.fromEntries(Object.entries(words).filter(([key, value]) => value !== '' || given[key] === '' || isKept(action, key)));
    }
    const proposed = word.proposed === undefined ? undefined : await proposal;
    const before = begins(word, typed, context, proposed);
    const answer = await ask(word, { title: action.title, number: asked.length + 1, total: asked.length + left.length, back: asked.length > 0, before, given: words, proposal, proposed }, advice);
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

export function ask(word: Word, step: Step, advice: Advice): Promise<string | Back | undefined> {
  if (word.people !== undefined || word.times === true) {
    return pickSuggested(word, step, advice);
  }
  return word.choices === undefined ? typeText(word, step, advice) : pickChoice(word.choices, word, step);
}

export function dress(input: vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox, step: Step): void {
  input.title = step.title;
  input.step = step.total > 1 ? step.number : undefined;
  input.totalSteps = step.total > 1 ? step.total : undefined;
  input.ignoreFocusOut = true; // whoever looks something up in the code finds the prompt again
  input.buttons = step.back ? [vscode.QuickInputButtons.Back] : [];
}

export type Asking = vscode.QuickPick<ChoiceItem> | vscode.InputBox;

/** Shows a prompt until something is answered; undefined for leaving it. */
export function shown(input: Asking, listen: (done: (answer: string | undefined) => void) => vscode.Disposable[]): Promise<string | Back | undefined> {
  return new Promise((resolve) => {
    const done = (answer: string | Back | undefined): void => {
      resolve(answer);
      input.dispose();
    };
    const listening = [...listen(done), input.onDidTriggerButton(() => done(BACK))];
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
  input.value = step.before ?? '';

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
  return shown(input, (done) => [
    input.onDidChangeValue(() => void look()),
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

export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export interface ChoiceItem extends vscode.QuickPickItem {
  value?: string;
}

function pickChoice(choices: Choice[], word: Word, step: Step): Promise<string | Back | undefined> {
  const pick = vscode.window.createQuickPick<ChoiceItem>();
  dress(pick, step);
  pick.placeholder = word.prompt;
  const guessed = step.proposed?.guessed ?? '';
  pick.items = choices.map(choiceItem).map((item) => (guessed !== '' && item.value === step.proposed?.purpose ? { ...item, description: `likely: ${guessed}` } : item));
  const before = pick.items.find((item) => item.value === step.before);
  pick.activeItems = before === undefined ? [] : [before];
  return shown(pick, (done) => [
    pick.onDidAccept(() => {
      const value = pick.activeItems[0]?.value;
      if (value !== undefined) {
        done(value);
      }
    }),
  ]);
}

export function choiceItem(choice: Choice): ChoiceItem {
  return { label: choice.label, value: choice.value, ...(choice.detail === undefined ? {} : { detail: choice.detail }) };
}
