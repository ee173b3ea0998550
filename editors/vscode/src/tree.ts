// The view "Leadline": what is promised, offered, decided and planned, as the server groups it.
import * as vscode from 'vscode';
import type { OverviewSource } from './overview';
import type { OverviewGroup, OverviewItem } from './protocol';
import type { Words } from './words';

export type Node = { group: OverviewGroup } | { item: OverviewItem; of: string };

const icons: Record<string, string> = {
  mine: 'checklist', promised: 'person', offered: 'mail', decisions: 'law', pairings: 'calendar', silos: 'lightbulb', elsewhere: 'cloud-download',
};

/** What menus know a line by: its group, each answer that it takes, and each command that is about it by its last name. */
export function contextOf(group: string, item: OverviewItem): string {
  const answers = (item.answers ?? []).map(({ answer }) => answer.replaceAll(' ', '-'));
  const commands = (item.commands ?? []).map(({ command }) => `block-${command.slice(command.lastIndexOf('.') + 1)}`);
  return [group, ...answers, ...commands, ...(answers.length > 0 ? ['answers'] : [])].join(' ');
}

/** The item of a line that a menu hands over. */
export function itemOf(where: unknown): OverviewItem | undefined {
  return (where as { item?: OverviewItem } | undefined)?.item;
}

/** Menus of the tree hand over its lines, those of the explorer and of editors addresses. */
export function uriOf(where: unknown): vscode.Uri | undefined {
  if (where instanceof vscode.Uri) {
    return where;
  }
  const told = itemOf(where);
  return told?.uri === undefined ? undefined : vscode.Uri.parse(told.uri);
}

/** A place helps the server to find the repository; it needs one only of files that are open. */
export function itemPlace(item: OverviewItem): Words {
  const uri = item.uri === undefined ? '' : vscode.Uri.parse(item.uri).toString();
  return vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri) ? { uri: item.uri, range: item.range } : {};
}

export class Tree implements vscode.TreeDataProvider<Node> {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private drawn = '';

  constructor(private readonly source: OverviewSource) {
    source.onDidChange(({ groups }) => {
      const now = JSON.stringify(groups);
      if (now !== this.drawn) { // a list that is drawn anew takes the buttons from under the pointer
        this.drawn = now;
        this.changed.fire(undefined);
      }
    });
  }

  getChildren(node?: Node): Node[] {
    if (node === undefined) {
      return this.source.latest.groups.map((group) => ({ group }));
    }
    return 'group' in node ? node.group.items.map((item) => ({ item, of: node.group.name })) : [];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if ('group' in node) {
      const item = new vscode.TreeItem(node.group.title, vscode.TreeItemCollapsibleState.Expanded);
      item.id = node.group.name;
      item.description = String(node.group.items.length);
      item.contextValue = `group ${node.group.name}`;
      return item;
    }
    const { item: told, of } = node;
    const item = new vscode.TreeItem(told.label);
    item.id = `${of} ${told.id ?? ''} ${told.uri ?? ''} ${told.range?.start.line ?? ''}`;
    item.description = told.detail;
    item.tooltip = told.tooltip;
    item.contextValue = contextOf(of, told);
    item.iconPath = new vscode.ThemeIcon(icons[of] ?? 'circle-outline');
    item.accessibilityInformation = { label: `${told.label}, ${told.detail}` };
    if (told.uri !== undefined) {
      item.command = { title: 'Open', command: 'leadline.ui.open', arguments: [told] };
    }
    return item;
  }
}

/** Goes to where something is about: the lines of a file, or a folder. */
export async function open(told: OverviewItem): Promise<void> {
  if (told.uri === undefined) {
    return;
  }
  const uri = vscode.Uri.parse(told.uri);
  if (told.range === undefined) {
    await vscode.commands.executeCommand('revealInExplorer', uri);
    return;
  }
  const { start } = told.range;
  const at = new vscode.Position(start.line, start.character);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(at, at), preview: true });
}
