// What the server needs of the symbols that an editor found: DocumentSymbol[], or the flat SymbolInformation[] of older
// extensions, as DocumentSymbol[] of the protocol.

export interface Position {
  line: number;
  character: number;
}

export interface Range {
  start: Position;
  end: Position;
}

export interface Symbol {
  name: string;
  kind: number;
  range: Range;
  selectionRange: Range;
  children?: Symbol[];
}

/** Symbols of one file that the server looks at. */
export const MOST = 20_000;

export function trimmed(found: unknown): Symbol[] {
  return trim(found, { left: MOST });
}

function trim(found: unknown, budget: { left: number }): Symbol[] {
  const out: Symbol[] = [];
  for (const one of Array.isArray(found) ? (found as Record<string, unknown>[]) : []) {
    const range = readRange(one['range']) ?? readRange((one['location'] as Record<string, unknown> | undefined)?.['range']);
    if (budget.left <= 0) {
      break;
    }
    if (range === undefined || typeof one['name'] !== 'string' || typeof one['kind'] !== 'number') {
      continue;
    }
    budget.left--;
    const symbol: Symbol = {
      name: one['name'],
      kind: one['kind'] + 1, // the editor counts from 0, the protocol from 1
      range,
      selectionRange: readRange(one['selectionRange']) ?? range,
    };
    const children = trim(one['children'], budget);
    if (children.length > 0) {
      symbol.children = children;
    }
    out.push(symbol);
  }
  return out;
}

function readRange(value: unknown): Range | undefined {
  const range = value as { start?: unknown; end?: unknown } | undefined;
  const start = readPosition(range?.start);
  const end = readPosition(range?.end);
  return start === undefined || end === undefined ? undefined : { start, end };
}

function readPosition(value: unknown): Position | undefined {
  const position = value as { line?: unknown; character?: unknown } | undefined;
  return typeof position?.line === 'number' && typeof position.character === 'number' ? { line: position.line, character: position.character } : undefined;
}
