// What the server and this extension say to each other beyond the Language Server Protocol, as documented in
// internal/lsp/extension.go and beside each request there.
import type { Command, Range } from 'vscode-languageclient';

/** The newest that this extension speaks, and the oldest server that it gets along with. */
export const PROTOCOL = 1;
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

export interface OverviewItem {
  id?: string;
  label: string;
  detail: string;
  tooltip: string;
  uri?: string;
  range?: Range;
  answers?: Answer[];
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

export interface Checked {
  said: string;
  fault: string;
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
