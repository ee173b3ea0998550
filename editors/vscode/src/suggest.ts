// Prompts with suggestions: people with reasons, times with what they cost. What is not suggested can be typed.
import * as vscode from 'vscode';
import { type Advice, type Back, choiceItem, type ChoiceItem, dress, sentence, shown, type Step } from './prompts';
import type { PersonRow, Slot } from './protocol';
import { plain } from './status';
import type { Choice, Word } from './words';

const groups: Record<string, string> = { owns: 'owns it', knows: 'knows it', learns: 'asked to learn it', reviews: 'could review it' };

/** People with their reasons, under what they are; before them the fixed choices. */
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
    items.push({ label: plain(row.name), value: row.to, detail: plain(row.reason), ...(row.name === row.to ? {} : { description: plain(row.to) }) });
  }
  return items;
}

export function timeItems(slots: Slot[]): ChoiceItem[] {
  return slots.map((slot) => ({ label: slot.title, value: slot.at, ...(slot.reason === '' ? {} : { detail: slot.reason }) }));
}

/** The question, why nobody is suggested, and what to do. */
function placeholder(word: Word, nobody = ''): string {
  if (word.times === true) {
    return `${word.prompt} Pick a time, or type one: ${word.hint ?? ''}`;
  }
  const how = nobody !== '' ? 'Type @handle' : word.several === true ? 'Tick one or more, or type @handle' : 'Pick somebody, or type @handle or an address';
  return [word.prompt, nobody, how].filter((part) => part !== '').join(' ');
}

export function pickSuggested(word: Word, step: Step, advice: Advice): Promise<string | Back | undefined> {
  const pick = vscode.window.createQuickPick<ChoiceItem>();
  dress(pick, step);
  pick.placeholder = placeholder(word);
  pick.canSelectMany = word.several === true;
  pick.matchOnDetail = pick.matchOnDescription = true;
  pick.busy = true;

  let known: ChoiceItem[] = (word.choices ?? []).map(choiceItem);
  const before = step.before === undefined ? [] : step.before.split(', ');
  let understood = ''; // what is typed, as the server understands it
  const list = (): void => {
    const typed = pick.value.trim();
    const extra = typed === '' || known.some((item) => item.value === typed) ? [] : [{ label: typed, value: typed, description: understood === '' ? 'as typed' : understood, alwaysShow: true }];
    const chosen = pick.selectedItems.map((item) => item.value);
    pick.items = [...known, ...extra];
    if (pick.canSelectMany) {
      const stay = chosen.length > 0 ? chosen : before;
      pick.selectedItems = pick.items.filter((item) => item.value !== undefined && stay.includes(item.value));
    }
  };
  let turn = 0;
  const look = async (): Promise<void> => {
    const mine = ++turn;
    understood = '';
    list();
    const typed = pick.value.trim();
    if (word.times !== true || typed === '') {
      return;
    }
    const found = await advice.check(word.key, typed);
    if (mine === turn && found !== undefined) {
      understood = found.fault === '' ? found.said : sentence(found.fault);
      list();
    }
  };
  list();
  const asked = word.times === true ? advice.times(step.given).then(timeItems) : advice.people(word.people ?? 'ask', step.given).then((rows) => peopleItems(rows, word.choices));
  if (word.people === 'pair') {
    void step.proposal.then((proposal) => {
      pick.placeholder = placeholder(word, proposal?.nobody);
      pick.title = [step.title, proposal?.why[0]].filter((part) => part !== undefined).join(': '); // why now
    });
  }
  void asked.then((items) => {
    known = items;
    for (const who of before) {
      if (who !== '' && !known.some((item) => item.value === who)) {
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
    const typed = pick.value.trim();
    // Whoever ticked nobody means the line they are on, where somebody must be meant.
    const meant = pick.canSelectMany && (pick.selectedItems.length > 0 || word.optional === true) ? pick.selectedItems : pick.activeItems;
    const values = meant.map((item) => item.value).filter((value) => value !== undefined);
    if (values.length === 0 && typed !== '') {
      values.push(typed);
    }
    if (values.length === 0 && word.optional !== true) {
      return;
    }
    const answer = values.join(', ');
    const mine = turn;
    const found = answer === '' || word.choices?.some((choice) => choice.value === answer) === true ? undefined : await advice.check(word.key, answer);
    if (mine !== turn) {
      return; // somebody typed on meanwhile
    }
    if (found !== undefined && found.fault !== '') {
      pick.items = [{ label: typed === '' ? answer : typed, description: sentence(found.fault), alwaysShow: true }, ...known];
      return;
    }
    done(answer);
  };
  return shown(pick, (done) => [pick.onDidChangeValue(() => void look()), pick.onDidAccept(() => void accept(done))]);
}
