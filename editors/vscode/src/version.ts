// Whether a server and this extension get along, and what to say where they do not.
import { LEAST, PROTOCOL, type Spoken } from './protocol';

export type Verdict =
  | { kind: 'fine'; protocol: number }
  /** The server lacks something that the extension has a use for; all else works. */
  | { kind: 'older'; protocol: number }
  | { kind: 'too old' }
  | { kind: 'too new' };

/** What a server told in `capabilities.experimental`; servers before that told nothing, which is protocol 0. */
export function spoken(experimental: unknown): Spoken {
  const told = isObject(experimental) ? experimental['leadline'] : undefined;
  if (!isObject(told)) {
    return { protocol: 0, least: 0 };
  }
  return { protocol: whole(told['protocol']), least: whole(told['least']) };
}

export function negotiate(server: Spoken, own: Spoken = { protocol: PROTOCOL, least: LEAST }): Verdict {
  if (server.least > own.protocol) {
    return { kind: 'too new' };
  }
  if (server.protocol < own.least) {
    return { kind: 'too old' };
  }
  const protocol = Math.min(server.protocol, own.protocol);
  return server.protocol < own.protocol ? { kind: 'older', protocol } : { kind: 'fine', protocol };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function whole(value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : 0;
}
