// Changes what was said before: prompts that begin with what it says now. One thing of many is picked from a list of all of them;
// what takes several lines, or what somebody would rather see as a whole, goes to a draft.
import * as vscode from 'vscode';
import { actions, passOn, terms } from './actions';
import { adviceOf } from './advice';
import { changed, labelOf, texts, wordOf } from './fields';
import { ask, BACK } from './prompts';
import type { Field, Said } from './protocol';
import { FAILED, type Sayer } from './say';
import { plain } from './status';
import type { Words } from './words';

/** Asks what is to change and sends it; what turns out to be none of these goes on otherwise. */
export async function change(sayer: Sayer, command: string, given: Words, otherwise: () => Promise<unknown>): Promise<unknown> {
  const found = await find(sayer, command, given);
  if (found.length === 0 || (command === 'leadline.respond' && found[0]?.fields.length === 0)) {
    return otherwise(); // the server says why there is nothing
  }
  const takesBack = command === 'leadline.retract'; // which is not undone: nobody does it to what they did not look at
  const said = found.length === 1 && !takesBack ? found[0] : await choose(found, takesBack ? 'Take back which? It is shown nowhere then' : 'Which?');
  if (said === undefined) {
    return undefined;
  }
  const known = { ...given, id: said.id };
  switch (command) {
    case 'leadline.amend':
      return amend(sayer, known, said);
    case 'leadline.decision.supersede':
      return supersede(sayer, known, said);
    case 'leadline.respond':
      return given['answer'] === 'handback' ? handBack(sayer, known, said) : changeTerms(sayer, known, said);
  }
  return sayer.send(command, known);
}

async function find(sayer: Sayer, command: string, given: Words): Promise<Said[]> {
  const place = await sayer.placeOf(given);
  const id = given['id'] === undefined ? {} : { id: given['id'] };
  return (await sayer.server.running?.sendRequest<Said[]>('leadline/fields', { ...place, ...id, command }).catch(() => [])) ?? [];
}

async function choose(found: Said[], placeHolder: string): Promise<Said | undefined> {
  const picked = await vscode.window.showQuickPick(found.map((said) => ({ label: plain(said.title), description: said.id, said })), { placeHolder, ignoreFocusOut: true });
  return picked?.said;
}

function changeTerms(sayer: Sayer, given: Words, said: Said, title = terms.title): Promise<unknown> {
  return sayer.ask({ ...terms, title: `${title}: ${said.title}` }, given, {
    begin: texts(said),
    finish: (words) => {
      const told = changed(words, said);
      if (terms.words.some(({ key }) => told[key] !== undefined)) {
        return told;
      }
      if (given['answer'] === 'take-changed') {
        return { ...told, answer: 'take' };
      }
      void vscode.window.showInformationMessage('Leadline: nothing was changed.');
      return undefined;
    },
  });
}

async function handBack(sayer: Sayer, given: Words, said: Said): Promise<unknown> {
  const ways = [
    { label: 'Make it smaller…', detail: 'It stays yours, with another outcome or date', instead: 'smaller' },
    { label: 'Pair on it…', detail: 'It stays yours, with somebody beside you', instead: 'pair' },
    { label: 'Offer it to somebody else…', detail: 'They may take it or not', instead: 'someone' },
    { label: 'Hand it back', detail: 'It goes back to who offered it', instead: 'nothing' },
  ];
  const picked = await vscode.window.showQuickPick(ways, { title: `Hand Back: ${said.title}`, placeHolder: 'How does it go on?', ignoreFocusOut: true });
  if (picked === undefined) {
    return undefined;
  }
  const way = { ...given, instead: picked.instead };
  switch (picked.instead) {
    case 'smaller':
      return changeTerms(sayer, way, said, 'Make It Smaller');
    case 'pair':
      return sayer.run(actions.schedulePairing.command, { uri: given['uri'], range: given['range'], about: said.id });
    case 'someone':
      return sayer.ask(passOn, way);
  }
  return sayer.send('leadline.respond', way);
}

/** What takes the place of a decision is asked like any, beginning with what that one says. */
function supersede(sayer: Sayer, given: Words, said: Said): Promise<unknown> {
  const asked = new Set(actions.logDecision.words.map(({ key }) => key));
  if (said.fields.some(({ key, long }) => long && asked.has(key))) {
    return sayer.send('leadline.decision.supersede', given);
  }
  const rest = said.fields.filter(({ key, text }) => !asked.has(key) && text !== '').map(({ key, value }) => [key, value] as const);
  const { uri, range } = given;
  return sayer.ask(
    { ...actions.logDecision, title: `In the Place of ${said.id}` },
    { ...(uri === undefined ? {} : { uri, range }), ...Object.fromEntries(rest), supersedes: said.id },
    { begin: Object.fromEntries(Object.entries(texts(said)).filter(([key, text]) => asked.has(key) && text !== '')) },
  );
}

type Picked = vscode.QuickPickItem & { field?: Field; act?: 'record' | 'draft' };

/** By key: what a field is to say, as it was typed and as people say it. */
type Changes = ReadonlyMap<string, { text: string; shown: string }>;

async function amend(sayer: Sayer, given: Words, first: Said): Promise<unknown> {
  let said = first;
  const now = new Map<string, { text: string; shown: string }>();
  const record = async (): Promise<boolean> => {
    const before = texts(said);
    const was = Object.fromEntries([...now.keys()].map((key) => [key, before[key]]));
    const words = Object.fromEntries([...now].map(([key, { text }]) => [key, text]));
    if ((await sayer.send('leadline.amend', { ...given, ...words, was })) !== FAILED) {
      return true;
    }
    said = (await find(sayer, 'leadline.amend', given))[0] ?? said; // somebody else may have changed it
    return false;
  };
  for (;;) {
    const picked = await vscode.window.showQuickPick(rows(said, now), { title: `Amend ${said.id}: ${said.title}`, placeHolder: 'What do you want to change?', ignoreFocusOut: true, matchOnDescription: true });
    if (picked === undefined) {
      return undefined;
    }
    if (picked.act === 'record') {
      if (await record()) {
        return undefined;
      }
    } else if (picked.field === undefined || picked.field.long) {
      if (now.size === 0 || (await record())) {
        return sayer.send('leadline.amend', given);
      }
    } else {
      const { key, text } = picked.field;
      const answer = await askField(sayer, given, said, picked.field, now.get(key)?.text ?? text);
      if (answer?.text === text) {
        now.delete(key);
      } else if (answer !== undefined) {
        now.set(key, answer);
      }
    }
  }
}

/** What can be changed: first what it says, then what it could say besides. */
function rows(said: Said, now: Changes): Picked[] {
  const draft = now.size === 0 ? 'opens as a draft' : 'records what you changed, then opens as a draft';
  const row = (field: Field): Picked => {
    const change = now.get(field.key);
    const before = plain(field.sort === 'choice' ? labelOf(field, field.text) : field.shown);
    if (change === undefined) {
      return { label: field.label, description: field.text === '' ? field.meaning : field.long ? `${before} · ${draft}` : before, field };
    }
    const after = change.text === '' ? 'nothing any more' : plain(change.shown);
    return { label: `$(edit) ${field.label}`, description: before === '' ? after : `${after}, before: ${before}`, field };
  };
  const told = (field: Field): boolean => field.text !== '' || now.has(field.key);
  const changes = said.fields.filter(({ key }) => now.has(key)).map(({ label }) => label);
  const separator = (label: string): Picked => ({ label, kind: vscode.QuickPickItemKind.Separator });
  return [
    ...(changes.length === 0 ? [] : [{ label: '$(check) Record', description: changes.join(', '), act: 'record' as const }, separator('')]),
    ...said.fields.filter(told).map(row),
    separator('says nothing yet'),
    ...said.fields.filter((field) => !told(field) && !field.rare).map(row),
    ...said.fields.filter((field) => !told(field) && field.rare).map(row),
    separator(''),
    { label: '$(go-to-file) All of it, in a draft', ...(now.size === 0 ? {} : { description: 'records what you changed first' }), act: 'draft' },
  ];
}

/** One field anew; undefined where it is left as it is. */
async function askField(sayer: Sayer, given: Words, said: Said, field: Field, before: string): Promise<{ text: string; shown: string } | undefined> {
  const advice = adviceOf(sayer.server, { command: 'leadline.amend', title: '', words: [] }, await sayer.placeOf(given), given);
  const step = { title: `${field.label} of ${said.id}`, number: 1, total: 1, back: true, before, given, proposal: Promise.resolve(undefined), proposed: undefined };
  const text = await ask(wordOf(field), step, advice);
  if (text === BACK || text === undefined) {
    return undefined;
  }
  const understood = field.sort === 'choice' || text === '' ? undefined : await advice.check(field.key, text);
  return { text, shown: understood === undefined || understood.said === '' ? labelOf(field, text) : understood.said };
}
