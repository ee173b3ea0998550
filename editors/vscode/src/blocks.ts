// The commands about pairing blocks that are planned: from a line of the view, or from the palette, which asks which block is meant.
import * as vscode from 'vscode';
import type { OverviewSource } from './overview';
import type { OverviewItem } from './protocol';
import type { Sayer } from './say';
import { plain } from './status';
import { itemOf } from './tree';
import type { Words } from './words';

type Run = (where?: unknown) => Promise<unknown>;

export function blockCommands(sayer: Sayer, source: OverviewSource): Record<string, Run> {
  const about =
    (command: string, sure?: (item: OverviewItem) => Promise<boolean>): Run =>
    async (where) => {
      const item = itemOf(where) ?? (await chooseBlock(sayer, source, command));
      return item === undefined || (await sure?.(item)) === false ? undefined : sayer.run(command, { id: item.id });
    };
  return {
    movePairing: about('leadline.pairing.move'),
    cancelPairing: about('leadline.pairing.cancel', sureToCancel),
    pairingTookPlace: about('leadline.pairing.done'),
    pairingDidNotTakePlace: about('leadline.pairing.drop'),
    openInvitation: about('leadline.pairing.invite'),
    publishPairing: about('leadline.pairing.publish'),
    beginPairing: (where) => begin(sayer, source, itemOf(where)),
    endPairing: () => sayer.runHere('leadline.pairing.stop'),
  };
}

/** The blocks about which a command can be used now. */
function blocks(source: OverviewSource, command: string): OverviewItem[] {
  return source.latest.groups.flatMap((group) => group.items).filter((item) => item.commands?.some((one) => one.command === command) === true);
}

async function chooseBlock(sayer: Sayer, source: OverviewSource, command: string): Promise<OverviewItem | undefined> {
  if ((await sayer.ready()) === undefined) {
    return undefined;
  }
  const fit = blocks(source, command);
  if (fit.length === 0) {
    void vscode.window.showInformationMessage('Leadline: there is no pairing block of yours for that now.');
    return undefined;
  }
  return fit.length === 1 ? fit[0] : (await vscode.window.showQuickPick(fit.map((item) => ({ label: plain(item.label), description: plain(item.detail), item })), { placeHolder: 'Which block?' }))?.item;
}

async function sureToCancel(item: OverviewItem): Promise<boolean> {
  const cancel = 'Cancel the Pairing';
  return (await vscode.window.showWarningMessage(`Cancel “${item.label}”, ${item.detail}?`, { modal: true, detail: 'Whoever is invited is told.' }, cancel)) === cancel;
}

// A session may be of a block that is now, or with anybody who sits down.
async function begin(sayer: Sayer, source: OverviewSource, item?: OverviewItem): Promise<unknown> {
  if ((await sayer.ready()) === undefined) {
    return undefined;
  }
  const block = item ?? blocks(source, 'leadline.pairing.start')[0];
  const words: Words = block === undefined ? {} : { id: block.id };
  return block === undefined ? sayer.runHere('leadline.pairing.start') : sayer.run('leadline.pairing.start', words);
}
