// What `leadline decision list --json` and its sisters say of things that belong to lines of code. Nothing here touches the editor.

export type Kind = 'decisions' | 'open questions' | 'open risks';

interface Anchor {
  path: string;
  line: number;
  state: string;
}

export interface Entry {
  id: string;
  kind: Kind;
  title: string;
  anchors: Anchor[];
}

/** The entries of a list that can belong to lines still; undefined where it is no such list. */
export function entriesOf(kind: Kind, json: string): Entry[] | undefined {
  let rows: unknown;
  try {
    rows = JSON.parse(json);
  } catch {
    return undefined;
  }
  return Array.isArray(rows) ? rows.flatMap((row) => entryOf(kind, row as Record<string, unknown> | null)) : undefined;
}

function entryOf(kind: Kind, row: Record<string, unknown> | null): Entry[] {
  const title = row?.['title'] ?? row?.['text'] ?? row?.['problem'];
  const id = row?.['id'];
  const status = row?.['status'];
  if (typeof id !== 'string' || typeof title !== 'string' || (kind === 'decisions' && status !== 'accepted' && status !== 'proposed')) {
    return [];
  }
  return [{ id, kind, title, anchors: Array.isArray(row?.['anchors']) ? (row['anchors'] as Anchor[]) : [] }];
}

const lost = (anchor: Anchor): boolean => anchor.state === 'orphaned' || anchor.state === 'changed';

/** Whether one of its places is not what it was. */
export function strayed(entry: Entry): boolean {
  return entry.anchors.some(lost);
}

/** Whether it stands somewhere, and nowhere else than it should. */
export function isPlaced(entry: Entry): boolean {
  return entry.anchors.length > 0 && !strayed(entry);
}

/** Where it stands, in words. */
export function placeText({ anchors }: Entry): string {
  const [first] = anchors.filter((anchor) => !lost(anchor));
  const gone = anchors.find(lost);
  if (gone !== undefined) {
    return gone.state === 'changed' ? `${gone.path}:${gone.line}, where the code has changed` : `was in ${gone.path}`;
  }
  return first === undefined ? 'no lines yet' : `${first.path}:${first.line}${anchors.length > 1 ? ` and ${anchors.length - 1} more` : ''}`;
}
