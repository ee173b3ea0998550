// What changes something that was said before, and how each of its fields is asked. Nothing here touches the editor: change.ts asks.
import { choicesOf, deciders, promptOf, terms } from './actions';
import type { Field, Said } from './protocol';
import type { Word, Words } from './words';

/** What is left of an argument besides where and what it is about. */
function rest(given: Words): string[] {
  return Object.keys(given).filter((key) => !['uri', 'range', 'id'].includes(key));
}

/** Whether a command changes something that was said before, and does not say yet how. */
export function isChange(command: string, given: Words): boolean {
  switch (command) {
    case 'leadline.amend':
      return rest(given).length === 0;
    case 'leadline.retract':
      return given['id'] === undefined;
    case 'leadline.decision.supersede':
      return given['by'] === undefined;
    case 'leadline.respond':
      return (['change', 'take-changed'].includes(String(given['answer'])) && terms.words.every(({ key }) => given[key] === undefined)) || (given['answer'] === 'handback' && given['instead'] === undefined);
  }
  return false;
}

/** What all fields say now, as a line to type on begins with it. */
export function texts(said: Said): Words {
  return Object.fromEntries(said.fields.map(({ key, text }) => [key, text]));
}

/** Of words that are asked anew those that say something else now. */
export function changed(words: Words, said: Said): Words {
  const before = texts(said);
  return Object.fromEntries(Object.entries(words).filter(([key, value]) => before[key] === undefined || before[key] !== value));
}

/** How people call the value of a choice. */
export function labelOf(field: Field, value: string): string {
  return choicesOf(field.key, field.choices ?? []).find((choice) => choice.value === value)?.label ?? value;
}

/** The prompt of a field. */
export function wordOf(field: Field): Word {
  const asked = promptOf(field.key) ?? field.meaning.charAt(0).toUpperCase() + field.meaning.slice(1);
  const word: Word = { key: field.key, prompt: asked, optional: !field.required, ...(field.required ? {} : { hint: 'Press Enter to leave it empty' }) };
  const nobody = field.required ? [] : [{ value: '', label: 'Nobody' }];
  switch (field.sort) {
    case 'choice':
      return { ...word, choices: [...choicesOf(field.key, field.choices ?? []), ...(field.required ? [] : [{ value: '', label: 'Not said' }])] };
    case 'person':
      return { ...word, people: field.key === 'to' ? 'offer' : 'ask', choices: nobody };
    case 'decider':
      return { ...word, people: 'ask', choices: [...deciders, ...nobody] };
    case 'people':
      return { ...word, people: field.key === 'with' ? 'pair' : 'ask', several: true };
    case 'text':
      return word;
  }
}
