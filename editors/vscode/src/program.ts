// Finds the program `leadline`: where the setting says, else on PATH, else in the extension itself, else where
// `make install` puts it. Nothing of a workspace takes part in that.
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import * as path from 'node:path';

export interface Surroundings {
  setting: string;
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
  home: string;
  /** The extension's own folder, where a build for one platform may have the program. */
  extension: string;
}

export type Found = { path: string } | { looked: string[]; setting?: string };

/** The places to look at, in order. With a setting there is no other: whoever names a program means that one. */
export function candidates(s: Surroundings): string[] {
  const paths = s.platform === 'win32' ? path.win32 : path.posix;
  const name = s.platform === 'win32' ? 'leadline.exe' : 'leadline';
  if (s.setting !== '') {
    const given = s.setting === '~' || /^~[\\/]/.test(s.setting) ? paths.join(s.home, s.setting.slice(1)) : s.setting;
    return paths.isAbsolute(given) ? [given] : onPath(given, s);
  }
  return [...onPath(name, s), paths.join(s.extension, 'bin', name), paths.join(s.home, '.local', 'bin', name)];
}

// Relative folders on PATH, and the empty one that means the current, would find what a repository brings along.
function onPath(name: string, s: Surroundings): string[] {
  const paths = s.platform === 'win32' ? path.win32 : path.posix;
  if (/[\\/]/.test(name)) {
    return [];
  }
  const variable = s.env['PATH'] ?? s.env['Path'] ?? '';
  const folders = variable.split(paths.delimiter).map((folder) => folder.replace(/^"(.*)"$/, '$1'));
  const named = s.platform === 'win32' && !/\.exe$/i.test(name) ? `${name}.exe` : name;
  return folders.filter((folder) => paths.isAbsolute(folder)).map((folder) => paths.join(folder, named));
}

export async function find(s: Surroundings, runs: (file: string) => Promise<boolean> = isProgram): Promise<Found> {
  const looked = candidates(s);
  for (const candidate of looked) {
    if (await runs(candidate)) {
      return { path: candidate };
    }
  }
  return s.setting === '' ? { looked } : { looked, setting: s.setting };
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
