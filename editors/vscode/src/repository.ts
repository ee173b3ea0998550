// Whether a path lies in a git repository: a folder above it holds `.git`, as a folder or, in worktrees and submodules, a file.
import { stat } from 'node:fs/promises';
import * as path from 'node:path';

export async function inRepository(start: string): Promise<boolean> {
  for (let folder = start; ; folder = path.dirname(folder)) {
    try {
      await stat(path.join(folder, '.git'));
      return true;
    } catch {
      if (path.dirname(folder) === folder) {
        return false;
      }
    }
  }
}
