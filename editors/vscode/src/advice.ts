// What the server knows to help whoever answers a prompt. A server that is too old, or gone, suggests nothing.
import type { Advice } from './prompts';
import type { Checked, PersonRow, Place, Proposal, Slot } from './protocol';
import type { Server } from './server';
import type { Action, Words } from './words';

export function adviceOf(server: Server, action: Action, place: Place | undefined, given: Words): Advice {
  const where = { uri: place?.uri ?? '', range: place?.range ?? null };
  // Nobody is suggested where that fails; whoever is meant can be typed.
  const request = <T>(method: string, argument: object, otherwise: T): Promise<T> => server.running?.sendRequest<T>(method, argument).catch(() => otherwise) ?? Promise.resolve(otherwise);
  const execute = async <T>(command: string, words: Words, otherwise: T): Promise<T> =>
    server.knows(command) ? request('workspace/executeCommand', { command, arguments: [{ ...place, ...words }] }, otherwise) : otherwise;
  const subject: Words = given['about'] === undefined ? {} : { about: given['about'] };
  return {
    people: async (purpose) => {
      if (purpose === 'pair' && server.knows('leadline.pairing.candidates')) {
        return execute<PersonRow[]>('leadline.pairing.candidates', subject, []);
      }
      if (server.protocol >= 1) {
        return request<PersonRow[]>('leadline/people', { ...where, for: purpose }, []);
      }
      return purpose === 'offer' ? ((await execute<PersonRow[] | null>('leadline.todo.candidates', {}, [])) ?? []) : [];
    },
    times: ({ with: company, for: length }) => execute<Slot[]>('leadline.pairing.times', { ...subject, with: company, for: length }, []),
    proposal: () => execute<Proposal | undefined>('leadline.pairing.proposal', subject, undefined),
    check: (key, value) =>
      server.protocol < 1 ? Promise.resolve(undefined) : request<Checked | undefined>('leadline/check', { command: action.command, key, value, uri: where.uri, ...(typeof given['id'] === 'string' ? { id: given['id'] } : {}) }, undefined),
  };
}
