// What an action wants to know: its words, one prompt for each. Nothing here touches the editor: prompts.ts asks.
import type { Proposal } from './protocol';

export type Words = Record<string, unknown>;

export interface Choice {
  value: string;
  label: string;
  detail?: string;
}

/** Whom the server may suggest: see leadline/people. */
export type Purpose = 'ask' | 'pair' | 'offer' | 'review';

export interface Word {
  key: string;
  prompt: string;
  /** An example, or what an empty answer means. */
  hint?: string;
  choices?: Choice[];
  /** Asked among people, with reasons. */
  people?: Purpose;
  /** Several people. */
  several?: boolean;
  /** Asked among the times that cost those who come least. */
  times?: boolean;
  /** May stay empty. */
  optional?: boolean;
  /** Sent though it is empty: it says that nobody wanted to add anything. */
  kept?: boolean;
  /** Asked for only if what was said before wants it. */
  when?: (given: Words) => boolean;
  /** Asked for though all that must be there is there. */
  always?: boolean;
  default?: (context: Context) => string | undefined;
  /** What the server proposes to begin with. */
  proposed?: 'topic' | 'purpose' | 'for';
}

export interface Action {
  command: string;
  /** The command of servers that do not know the other. */
  older?: string;
  title: string;
  words: Word[];
}

/** What a default may be read from. */
export interface Context {
  /** The line of the cursor. */
  line: string;
}

/** The words of a TODO comment, without the mark and whom it names. */
export function todoText(line: string): string | undefined {
  const found = /\b[A-Z]{3,}\b[^:]*:\s*(.*?)\s*(?:\*\/|-->)?\s*$/.exec(line);
  return found?.[1] === '' ? undefined : found?.[1];
}

/** The words that are to be asked for, given what is known already, in their order. */
export function wanted(action: Action, given: Words): Word[] {
  return action.words.filter((word) => given[word.key] === undefined && (word.when?.(given) ?? true));
}

/** Whether anything must be asked: what is complete is sent at once, though there is more that could be said. */
export function mustAsk(action: Action, given: Words): boolean {
  return wanted(action, given).some((word) => word.always ?? word.optional !== true);
}

/** What a prompt begins with: what was typed before, else what is read from the code, else what the server proposes. */
export function begins(word: Word, typed: Words, context: Context, proposal: Proposal | undefined): string | undefined {
  const before = typed[word.key];
  return (typeof before === 'string' ? before : undefined) ?? word.default?.(context) ?? (word.proposed === undefined ? undefined : proposal?.[word.proposed]);
}
