// What the server and this extension say to each other beyond the Language Server Protocol, as documented in
// internal/lsp/extension.go and beside each request there.
import type { Command, Range } from 'vscode-languageclient';

/** The newest that this extension speaks, and the oldest server that it gets along with. */
export const PROTOCOL = 3;
export const LEAST = 0;

export interface Spoken {
  protocol: number;
  least: number;
}

export interface Status {
  uri?: string;
  text: string;
  tooltip: string;
  command?: Command;
}

export interface Answer {
  title: string;
  answer: string;
}

/** What else can be done about something: a command that takes {id}. */
export interface ItemCommand {
  title: string;
  command: string;
}

export interface OverviewItem {
  id?: string;
  label: string;
  detail: string;
  tooltip: string;
  uri?: string;
  range?: Range;
  answers?: Answer[];
  commands?: ItemCommand[];
}

export interface OverviewGroup {
  name: string;
  title: string;
  items: OverviewItem[];
}

export interface Overview {
  file: { text: string; tooltip: string; command: Command } | null;
  groups: OverviewGroup[];
}

export interface PersonRow {
  to: string;
  name: string;
  group: string;
  reason: string;
}

/** When some people could sit down, and what speaks for it. */
export interface Slot {
  at: string;
  title: string;
  reason: string;
}

/** What a pairing block would be for. */
export interface Proposal {
  topic: string;
  purpose: string;
  /** What the purpose was guessed from. */
  guessed: string;
  for: string;
  /** Why now. */
  why: string[];
  /** Why nobody is suggested. */
  nobody: string;
}

/** What wants more words, which the reader has chosen elsewhere. */
export interface Prompted {
  command: string;
  argument: Record<string, unknown>;
}

export interface Checked {
  said: string;
  fault: string;
}

/** Something that was said, with the words of it that a command would change. */
export interface Said {
  id: string;
  title: string;
  fields: Field[];
}

export interface Field {
  key: string;
  label: string;
  meaning: string;
  sort: 'text' | 'choice' | 'person' | 'people' | 'decider';
  choices?: string[];
  required: boolean;
  /** Few will want it. */
  rare: boolean;
  value: string | unknown[];
  /** What a line to type on begins with. */
  text: string;
  /** The value as people say it. */
  shown: string;
  /** A line would not do. */
  long: boolean;
}

export interface LeftDraft {
  uri: string;
  form: string;
  title: string;
  about: string;
  at: string;
  touched: boolean;
}

/** Where something is about: what every command takes. */
export interface Place {
  uri: string;
  range: Range;
}
