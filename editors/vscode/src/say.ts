// Runs what says something: asks for the words that are missing, sends them, and keeps them until they are recorded. What changes
// something that was said before is asked in change.ts.
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { actionOf, actions } from './actions';
import { adviceOf } from './advice';
import { change } from './change';
import { isChange } from './fields';
import { lineAt, placeOf } from './place';
import { askFor } from './prompts';
import type { ItemCommand, Overview, Place } from './protocol';
import type { Server } from './server';
import { type Action, mustAsk, type Words } from './words';

interface Message {
  text: string;
}

/** An entry of a menu that waits behind its last one. */
interface Behind {
  title: string;
  command: string;
  arguments?: unknown[];
}

/** How an action is asked beyond what it says itself. */
interface Asking {
  /** What its prompts begin with. */
  begin?: Words;
  /** What of all the words is sent; undefined where nothing is. */
  finish?: (words: Words) => Words | undefined;
}

export class Sayer {
  /** By command, and by what it is about where that is one thing: what was typed and is not recorded yet. The next prompts begin with it. */
  private readonly typed = new Map<string, Words>();
  server!: Server;

  /** A command of the server, from a lens, a quick fix or a menu of ours. */
  async run(command: string, argument: unknown): Promise<unknown> {
    const given: Words = typeof argument === 'object' && argument !== null ? { ...(argument as Words) } : {};
    if (command === 'leadline.more' && Array.isArray(given['actions'])) {
      return this.chooseMore(given['actions'] as Behind[]);
    }
    const action = actionOf(command);
    if (action === actions.respond && given['answer'] === undefined && typeof given['id'] === 'string') {
      const answer = await this.chooseAnswer(given['id']);
      if (answer === undefined) {
        return undefined;
      }
      if (typeof answer !== 'string') {
        return this.run(answer.command, given);
      }
      if (answer !== '') {
        given['answer'] = answer;
      }
    }
    if (!vscode.workspace.getConfiguration('leadline').get<boolean>('prompts', true)) {
      return this.send(command, given);
    }
    const asOthers = (): Promise<unknown> => (action === undefined || !mustAsk(action, given) ? this.send(command, given) : this.ask(action, given));
    if (isChange(command, given) && (await this.ready()) !== undefined && this.server.protocol >= 3) {
      return change(this, command, given, asOthers);
    }
    return asOthers();
  }

  /** An action from the palette or a menu, about what is selected or was clicked on. */
  async say(action: Action, where?: vscode.Uri, given: Words = {}): Promise<void> {
    await this.runHere(action.command, where, given);
  }

  /** A command of the server about where the reader is. */
  async runHere(command: string, where?: vscode.Uri, words: Words = {}): Promise<void> {
    if ((await this.ready()) !== undefined) {
      await this.run(command, { ...(await placeOf(where)), ...words });
    }
  }

  /** A running server; says what is missing where there is none. */
  async ready(): Promise<LanguageClient | undefined> {
    await this.server.start();
    return this.server.running;
  }

  async ask(action: Action, given: Words, { begin = {}, finish = (words) => words }: Asking = {}): Promise<unknown> {
    const place = await this.placeOf(given);
    const about = given['id'] ?? given['supersedes'];
    const kept = typeof about === 'string' ? `${action.command} ${about}` : action.command;
    const typed = { ...begin, ...this.typed.get(kept) };
    const words = await askFor(action, given, typed, { line: place?.range === undefined ? '' : lineAt(place) }, adviceOf(this.server, action, place, given));
    const said = words === undefined ? undefined : finish(words);
    if (said === undefined) {
      return undefined;
    }
    this.typed.set(kept, typed);
    const result = await this.send(action.command, said, kept);
    if (result !== FAILED) {
      this.typed.delete(kept);
    }
    return result === FAILED ? undefined : result;
  }

  /** The place that is given, else where the reader is. */
  async placeOf(given: Words): Promise<Place | undefined> {
    return (typeof given['uri'] === 'string' ? { uri: given['uri'], range: given['range'] } : await placeOf()) as Place | undefined;
  }

  /** Sends a command as it is; kept names what was typed for it. */
  async send(command: string, words: Words, kept = command): Promise<unknown> {
    const client = await this.ready();
    if (client === undefined) {
      return this.typed.has(kept) ? this.failed(command, words, kept) : FAILED; // why none runs is said elsewhere
    }
    const older = this.server.knows(command) ? undefined : actionOf(command)?.older;
    try {
      const result: unknown = await client.sendRequest('workspace/executeCommand', { command: older ?? command, arguments: [words] });
      const message = (result as { message?: Message } | null)?.message;
      if (typeof message?.text === 'string') {
        await vscode.env.clipboard.writeText(message.text); // words for one person, which nothing else keeps
      }
      return result;
    } catch (error) {
      // A refusal the server has shown itself; that it went away nobody has said yet.
      return this.server.running === undefined || !isRefusal(error) ? this.failed(command, words, kept) : FAILED;
    }
  }

  /** What is done where no server took it: nothing that was typed is lost. */
  private async failed(command: string, words: Words, kept: string): Promise<unknown> {
    const safe = this.typed.has(kept) ? ' What you typed is kept.' : '';
    const again = await vscode.window.showWarningMessage(`Leadline’s server ended before it answered.${safe}`, 'Try Again');
    return again === undefined ? FAILED : this.send(command, words, kept);
  }

  /** What the menu of a place leaves out. */
  private async chooseMore(behind: Behind[]): Promise<unknown> {
    const picked = await vscode.window.showQuickPick(
      behind.map((one) => ({ label: one.title, one })),
      { title: 'More Here', placeHolder: 'What about these lines?', ignoreFocusOut: true }, // the menu gives the focus back to the code as it closes
    );
    return picked === undefined ? undefined : this.run(picked.one.command, picked.one.arguments?.[0]);
  }

  /** What the reader answers to something; '' leaves the choice to the server, undefined is none. */
  private async chooseAnswer(id: string): Promise<string | ItemCommand | undefined> {
    const client = await this.ready();
    if (client === undefined || this.server.protocol < 1) {
      return '';
    }
    const uri = vscode.window.activeTextEditor?.document.uri;
    const overview = await client.sendRequest<Overview>('leadline/overview', { uri: uri?.scheme === 'file' ? uri.toString() : '' }).catch(() => undefined);
    const item = overview?.groups.flatMap((group) => group.items).find((one) => one.id === id);
    const choices = [
      ...(item?.answers ?? []).map(({ title, answer }) => ({ label: title, chosen: answer })),
      ...(item?.commands ?? []).map((command) => ({ label: command.title, chosen: command })),
    ];
    if (item === undefined || choices.length === 0) {
      return '';
    }
    return (await vscode.window.showQuickPick<vscode.QuickPickItem & { chosen: string | ItemCommand }>(choices, { title: item.label, placeHolder: item.detail }))?.chosen;
  }
}

export const FAILED = Symbol('failed');

// An answer of the server's own has a number; what the client library says of a connection that broke has none of these.
function isRefusal(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'number' && code !== -32097 && code !== -32099;
}
