// The palette's commands. Their ids differ from the server's, which the client library registers by itself.
import * as vscode from 'vscode';
import { actions, ownTask } from './actions';
import { attach } from './attach';
import { snooze, teamReport, tour, whoKnowsThis, whoShouldReview } from './ask';
import { blockCommands } from './blocks';
import { doctor } from './doctor';
import { type Drafts, discard } from './drafts';
import type { OverviewSource } from './overview';
import { placeOf } from './place';
import type { OverviewItem } from './protocol';
import type { Sayer } from './say';
import type { Server } from './server';
import { sync } from './sync';
import { itemOf, itemPlace, type Node, open, uriOf } from './tree';
import { walkthrough } from './walkthrough';
import type { Action, Words } from './words';

export interface Parts {
  server: Server;
  sayer: Sayer;
  drafts: Drafts;
  source: OverviewSource;
}

export function register({ server, sayer, drafts, source }: Parts): vscode.Disposable[] {
  const says = (action: Action) => (where?: unknown) => sayer.say(action, uriOf(where));
  const sends = (command: string) => (where?: unknown) => sayer.runHere(command, uriOf(where));
  const answers = (words: Words) => async (node: Node) => {
    const item = itemOf(node);
    return item === undefined ? undefined : sayer.run('leadline.respond', { ...itemPlace(item), id: item.id, ...words });
  };
  const all: Record<string, (...args: never[]) => unknown> = {
    logDecision: says(actions.logDecision),
    delegateTodo: says(actions.delegateTodo),
    offerWork: says(actions.offerWork),
    schedulePairing: (where?: unknown) => {
      const about = itemOf(where)?.id;
      return sayer.say(actions.schedulePairing, uriOf(where), about === undefined ? {} : { about });
    },
    ...blockCommands(sayer, source),
    requestReview: says(actions.requestReview),
    askAboutLines: says(actions.askAboutLines),
    openQuestion: says(actions.openQuestion),
    raiseRisk: says(actions.raiseRisk),
    noteForRetro: says(actions.noteForRetro),
    wish: says(actions.wish),
    whoKnowsThis: (where?: unknown) => whoKnowsThis(sayer, uriOf(where)),
    whoShouldReview: () => whoShouldReview(sayer),
    myPlate: sends('leadline.plate'),
    addToPlate: async () => (await sayer.ready()) && sayer.ask(ownTask, { ...(await placeOf()) }),
    whyIsThisHere: sends('leadline.why.open'),
    catchUp: sends('leadline.catchup'),
    attach: (where?: unknown) => attach(sayer, uriOf(where)),
    amend: sends('leadline.amend'),
    retract: sends('leadline.retract'),
    tour: (where?: unknown) => tour(sayer, uriOf(where)),
    teamReport: () => teamReport(sayer),
    snooze: () => snooze(sayer),
    sync: () => sync(server),
    doctor: () => doctor(server),
    openDraft: async () => (await sayer.ready()) && drafts.choose(),
    discardDraft: (uri?: vscode.Uri) => discardShown(uri),
    recordDraft: () => vscode.window.activeTextEditor?.document.save(),
    restartServer: () => server.restart(),
    showLog: () => server.showLog(),
    chooseProgram: () => server.chooseProgram(),
    howToInstall: walkthrough,
    refresh: () => source.refresh(),
    open: (item: OverviewItem) => open(item),
    answer: answers({}),
    ...Object.fromEntries(Object.entries({ take: 'take', later: 'later', decline: 'decline', done: 'done', onTrack: 'on track', help: 'help' }).map(([name, answer]) => [name, answers({ answer })])),
  };
  return Object.entries(all).map(([name, run]) => vscode.commands.registerCommand(`leadline.ui.${name}`, run));
}

async function discardShown(uri?: vscode.Uri): Promise<void> {
  const shown = uri ?? vscode.window.activeTextEditor?.document.uri;
  if (shown !== undefined && /\/leadline\/(?:state\/)?drafts\/[^/]+\.md$/.test(shown.path)) {
    await discard(shown);
  }
}
