// What stories have at hand.
import type { Desk } from '../desk';
import type { Editor } from '../editor';
import type { Window } from '../window';

export interface Stage {
  desk: Desk;
  editor: Editor;
  open: (folder: string, query?: string) => Promise<Window>;
}

export type Story = (stage: Stage) => Promise<void>;

/** A window on a repository of its own with pay/charge.go on screen, once its hints are there. */
export async function reading({ desk, open }: Stage, name: string): Promise<Window> {
  const w = await open(desk.repository(name));
  await charge(w);
  return w;
}

/** Opens pay/charge.go of a folder and waits for its hints. */
export async function charge(w: Window, folder = ''): Promise<void> {
  await w.file('charge.go', 'package pay', folder);
  await w.lenses.filter({ hasText: '@payments' }).first().waitFor();
}
