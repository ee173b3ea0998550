// The palette's commands. Their ids differ from the server's, which the client library registers by itself.
import * as vscode from 'vscode';
import { actions, type Action, type Words } from './actions';
import { doctor } from './doctor';
import { type Drafts, discard } from './drafts';
import type { OverviewSource } from './overview';
import { placeOf } from './place';
import { peopleItems } from './prompts';
import type { OverviewItem, PersonRow } from './protocol';
import type { Sayer } from './say';
import type { Server } from './server';
import { type Node, open } from './tree';

export interface Parts {
  server: Server;
  sayer: Sayer;
  drafts: Drafts;
  source: OverviewSource;
}

export function register({ server, sayer, drafts, source }: Parts): vscode.Disposable[] {
  const says = (action: Action) => (where?: unknown) => sayer.say(action, uriOf(where));
  const sends = (command: string, words: Words = {}) => async (where?: unknown) => {
    if (await sayer.ready()) {
      await sayer.run(command, { ...(await placeOf(uriOf(where))), ...words });
    }
  };
  const answers = (answer: string) => async (node: Node) => {
    if ('item' in node) {
      await sayer.run('leadline.respond', { ...itemPlace(node.item), id: node.item.id, answer });
    }
  };
  const all: Record<string, (...args: never[]) => unknown> = {
    logDecision: says(actions.logDecision),
    delegateTodo: says(actions.delegateTodo),
    offerWork: says(actions.offerWork),
    schedulePairing: says(actions.schedulePairing),
    requestReview: says(actions.requestReview),
    askAboutLines: says(actions.askAboutLines),
    openQuestion: says(actions.openQuestion),
    raiseRisk: says(actions.raiseRisk),
    noteForRetro: says(actions.noteForRetro),
    wish: says(actions.wish),
    whoKnowsThis: (where?: unknown) => whoKnowsThis(sayer, uriOf(where)),
    whoShouldReview: () => whoShouldReview(sayer),
    myPlate: sends('leadline.plate'),
    whyIsThisHere: sends('leadline.why.open'),
    catchUp: sends('leadline.catchup'),
    tour: (where?: unknown) => tour(sayer, uriOf(where)),
    teamReport: () => teamReport(sayer),
    snooze: () => snooze(sayer),
    sync: sends('leadline.sync'),
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
    answer: (node: Node) => ('item' in node ? sayer.run('leadline.respond', { ...itemPlace(node.item), id: node.item.id }) : undefined),
    take: answers('take'),
    later: answers('later'),
    decline: answers('decline'),
    done: answers('done'),
    onTrack: answers('on track'),
    help: answers('help'),
  };
  return Object.entries(all).map(([name, run]) => vscode.commands.registerCommand(`leadline.ui.${name}`, run));
}

// The workbench learns of an extension's walkthroughs when the first is asked for, and shows one of its own until then: that
// one is closed, and ours asked for again. Its title tells which it is, and comes a moment after it.
async function walkthrough(): Promise<void> {
  const show = (): Thenable<unknown> => vscode.commands.executeCommand('workbench.action.openWalkthrough', 'leadline.leadline#leadline.start', false);
  const ours = (): boolean => vscode.window.tabGroups.activeTabGroup.activeTab?.label.includes('Leadline') === true;
  const before = vscode.window.tabGroups.activeTabGroup.activeTab?.label;
  await show();
  for (let looks = 0; looks < 10 && !ours(); looks++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  if (tab !== undefined && !ours() && tab.label !== before) {
    await vscode.window.tabGroups.close(tab);
    await show();
  }
}

// Menus of the tree hand over its nodes, those of the explorer and of editors addresses.
function uriOf(where: unknown): vscode.Uri | undefined {
  if (where instanceof vscode.Uri) {
    return where;
  }
  const told = (where as { item?: OverviewItem } | undefined)?.item;
  return told?.uri === undefined ? undefined : vscode.Uri.parse(told.uri);
}

// A place helps the server to find the repository; it needs one only of files that are open.
function itemPlace(item: OverviewItem): Words {
  const isOpen = vscode.workspace.textDocuments.some((document) => document.uri.toString() === (item.uri === undefined ? '' : vscode.Uri.parse(item.uri).toString()));
  return isOpen ? { uri: item.uri, range: item.range } : {};
}

async function rows(sayer: Sayer, purpose: string, where?: vscode.Uri): Promise<PersonRow[] | undefined> {
  const client = await sayer.ready();
  if (client === undefined) {
    return undefined;
  }
  const place = await placeOf(where);
  if (sayer.server.protocol < 1) {
    return [];
  }
  return client.sendRequest<PersonRow[]>('leadline/people', { uri: place?.uri ?? '', range: place?.range ?? null, for: purpose }).catch(() => []);
}

async function whoKnowsThis(sayer: Sayer, where?: vscode.Uri): Promise<void> {
  const found = await rows(sayer, 'ask', where);
  if (found === undefined) {
    return;
  }
  const place = await placeOf(where);
  if (place === undefined) {
    void vscode.window.showInformationMessage('Leadline: open a file of a git repository first.');
    return;
  }
  if (found.length === 0) {
    await sayer.run('leadline.report.open', { ...place, report: 'people' }); // it says why nobody is named
    return;
  }
  const owners = found.filter((row) => row.to === '');
  const rule: vscode.QuickPickItem[] = owners.map((row) => ({ label: row.name, detail: row.reason, description: 'owner: show the rule' }));
  const people = peopleItems(found);
  const more: vscode.QuickPickItem = { label: '$(list-unordered) All who know it' };
  const name = vscode.workspace.asRelativePath(vscode.Uri.parse(place.uri));
  const picked = await vscode.window.showQuickPick<vscode.QuickPickItem & { value?: string }>(
    [...rule, ...people, { label: '', kind: vscode.QuickPickItemKind.Separator }, more],
    { title: `Who Knows ${name}`, placeHolder: 'Pick somebody to ask about these lines', matchOnDetail: true },
  );
  if (picked === undefined) {
    return;
  }
  if (picked === more) {
    await sayer.run('leadline.report.open', { ...place, report: 'people' });
  } else if (rule.includes(picked)) {
    await sayer.run('leadline.report.open', { ...place, report: 'owner' });
  } else {
    await sayer.run('leadline.ask', { ...place, to: picked.value });
  }
}

async function whoShouldReview(sayer: Sayer): Promise<void> {
  const found = await rows(sayer, 'review');
  if (found === undefined) {
    return;
  }
  const place = await placeOf();
  const more: vscode.QuickPickItem & { value?: string } = { label: '$(list-unordered) The change, and why each of them' };
  const picked = await vscode.window.showQuickPick<vscode.QuickPickItem & { value?: string }>(
    [...peopleItems(found), { label: '', kind: vscode.QuickPickItemKind.Separator }, more],
    { title: 'Who Should Review My Change', placeHolder: found.length === 0 ? 'Nobody is known who could' : 'Pick somebody to ask for a review', matchOnDetail: true },
  );
  if (picked === more) {
    await sayer.run('leadline.reviewers', { ...place });
  } else if (picked !== undefined) {
    await sayer.run('leadline.review.request', { ...place, to: picked.value });
  }
}

async function tour(sayer: Sayer, where?: vscode.Uri): Promise<void> {
  if (!(await sayer.ready())) {
    return;
  }
  const place = await placeOf(where);
  const relative = where === undefined ? undefined : vscode.workspace.asRelativePath(where, false);
  const folder = relative ?? (place === undefined ? '.' : parent(vscode.workspace.asRelativePath(vscode.Uri.parse(place.uri), false)));
  const paths = [...new Set([folder, '.'])].filter((path) => !/^(?:[A-Za-z]:|\/)/.test(path));
  const picked =
    paths.length < 2
      ? paths[0]
      : (await vscode.window.showQuickPick(
          paths.map((path) => ({ label: path === '.' ? 'Everything' : path, path })),
          { title: 'Tour', placeHolder: 'Be shown round where you are new' },
        ))?.path;
  if (picked !== undefined) {
    await sayer.run('leadline.tour', { ...(place ?? (await placeOf())), path: picked });
  }
}

function parent(path: string): string {
  const end = path.lastIndexOf('/');
  return end < 0 ? '.' : path.slice(0, end);
}

async function teamReport(sayer: Sayer): Promise<void> {
  if (!(await sayer.ready())) {
    return;
  }
  const picked = await vscode.window.showQuickPick(
    [
      { label: "The team's week", report: 'week' },
      { label: 'Decisions', detail: 'What was decided about this file', report: 'decisions' },
      { label: 'Delegations', detail: 'What became of what was handed on', report: 'delegations' },
      { label: 'Reviews that wait', detail: 'And who could help', report: 'load' },
      { label: 'Me', detail: 'What is shared about you, and asked of you', report: 'me' },
    ],
    { title: 'Team Report' },
  );
  if (picked !== undefined) {
    await sayer.run('leadline.report.open', { ...(await placeOf()), report: picked.report });
  }
}

async function snooze(sayer: Sayer): Promise<void> {
  if (!(await sayer.ready())) {
    return;
  }
  const picked = await vscode.window.showQuickPick<vscode.QuickPickItem & { words: Words }>(
    [
      { label: 'For today', words: {} },
      { label: 'Never in this file', words: { always: 'true' } },
      { label: 'Show them again', words: { wake: 'true' } },
    ],
    { title: 'Snooze', placeHolder: 'No hints in this file' },
  );
  if (picked !== undefined) {
    await sayer.run('leadline.hint.snooze', { ...(await placeOf()), ...picked.words });
  }
}

async function discardShown(uri?: vscode.Uri): Promise<void> {
  const shown = uri ?? vscode.window.activeTextEditor?.document.uri;
  if (shown !== undefined && /\/leadline\/(?:state\/)?drafts\/[^/]+\.md$/.test(shown.path)) {
    await discard(shown);
  }
}
