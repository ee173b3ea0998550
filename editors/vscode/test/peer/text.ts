// A document as an editor holds it: positions in one of the protocol's three encodings, counted here without the server's help.
import type { Position, Range, TextEdit } from 'vscode-languageserver-protocol/node';

export type Encoding = 'utf-8' | 'utf-16' | 'utf-32';

export const encodings: Encoding[] = ['utf-8', 'utf-16', 'utf-32'];

/** How many columns a text takes that stands in one line. */
export function width(text: string, encoding: Encoding): number {
  switch (encoding) {
    case 'utf-8':
      return Buffer.byteLength(text);
    case 'utf-16':
      return text.length;
    case 'utf-32':
      return Array.from(text).length;
  }
}

export class Text {
  version = 1;

  constructor(
    readonly uri: string,
    public value: string,
    readonly encoding: Encoding,
  ) {}

  get lines(): string[] {
    return this.value.split(/\r\n|\n|\r/);
  }

  line(line: number): string {
    return this.lines[line] ?? '';
  }

  /** The line that holds a text, counted from 0. */
  lineOf(part: string): number {
    const found = this.lines.findIndex((line) => line.includes(part));
    if (found < 0) {
      throw new Error(`no line holds ${part}`);
    }
    return found;
  }

  /** Where an index of the string is. */
  position(index: number): Position {
    const before = this.value.slice(0, index).split(/\r\n|\n|\r/);
    return { line: before.length - 1, character: width(before.at(-1) ?? '', this.encoding) };
  }

  end(line: number): Position {
    return { line, character: width(this.line(line), this.encoding) };
  }

  /** The index of the string that a position names; one that names no character's beginning is an error. */
  index(at: Position): number {
    const starts = [0, ...Array.from(this.value.matchAll(/\r\n|\n|\r/g), (end) => end.index + end[0].length)];
    const start = starts[at.line];
    if (start === undefined) {
      throw new Error(`there is no line ${at.line} in ${this.uri}`);
    }
    let column = 0;
    let index = start;
    for (const character of this.line(at.line)) {
      if (column >= at.character) {
        break;
      }
      column += width(character, this.encoding);
      index += character.length;
    }
    if (column !== at.character) {
      throw new Error(`${at.line}:${at.character} is no character's beginning in ${this.uri} (${this.encoding})`);
    }
    return index;
  }

  slice(range: Range): string {
    return this.value.slice(this.index(range.start), this.index(range.end));
  }

  /** Where the nth occurrence of a text is. */
  find(part: string, nth = 0): Range {
    let from = -1;
    for (let i = 0; i <= nth; i++) {
      from = this.value.indexOf(part, from + 1);
      if (from < 0) {
        throw new Error(`${part} does not occur ${nth + 1} times in ${this.uri}`);
      }
    }
    return { start: this.position(from), end: this.position(from + part.length) };
  }

  all(part: RegExp): Range[] {
    return Array.from(this.value.matchAll(part), (found) => ({ start: this.position(found.index), end: this.position(found.index + found[0].length) }));
  }

  /** Makes edits that all speak of the text as it is, as the protocol has them. */
  edit(edits: TextEdit[]): void {
    const spans = edits.map((edit) => ({ start: this.index(edit.range.start), end: this.index(edit.range.end), text: edit.newText }));
    for (const span of spans.sort((a, b) => b.start - a.start)) {
      this.value = this.value.slice(0, span.start) + span.text + this.value.slice(span.end);
    }
  }
}
