// The server's settings as this editor has them: only what somebody chose. A default that was sent along would win over
// .leadline.toml and the user's own file.

export interface Inspected {
  globalValue?: unknown;
  workspaceValue?: unknown;
  workspaceFolderValue?: unknown;
}

/** Settings of the extension itself, which are none of the server's. */
const own = new Set(['path', 'trace.server', 'prompts', 'statusBar', 'symbols']);

/** A setting as package.json contributes it, without the prefix. */
export interface Setting {
  key: string;
  /** It takes effect only by the user's own hand: a workspace must not choose it. */
  machine: boolean;
}

/** The server's settings among those that package.json contributes. */
export function serverSettings(contributed: Record<string, { scope?: string }>): Setting[] {
  return Object.entries(contributed)
    .map(([key, { scope }]) => ({ key: key.replace(/^leadline\./, ''), machine: scope === 'machine' }))
    .filter(({ key }) => !own.has(key));
}

export function chosen(settings: Setting[], inspect: (key: string) => Inspected | undefined): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const { key, machine } of settings) {
    const at = inspect(key);
    const value = (machine ? undefined : (at?.workspaceFolderValue ?? at?.workspaceValue)) ?? at?.globalValue;
    if (value !== undefined) {
      put(out, key.split('.'), value);
    }
  }
  return out;
}

function put(into: Record<string, unknown>, parts: string[], value: unknown): void {
  const [first, ...rest] = parts;
  if (first === undefined) {
    return;
  }
  if (rest.length === 0) {
    into[first] = value;
    return;
  }
  const inner = into[first];
  const next: Record<string, unknown> = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
  into[first] = next;
  put(next, rest, value);
}
