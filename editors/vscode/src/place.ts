// Where a command is about: the selection on screen, or what was clicked on, which may be a folder.
import * as vscode from 'vscode';
import type { Place } from './protocol';

/** The place of an argument that a menu or a tree gave, else that of the active editor; undefined where there is none. */
export async function placeOf(given?: unknown): Promise<Place | undefined> {
  const uri = given instanceof vscode.Uri ? given : undefined;
  const editor = vscode.window.activeTextEditor;
  if (uri !== undefined && uri.toString() !== editor?.document.uri.toString()) {
    return opened(uri);
  }
  if (editor === undefined || editor.document.uri.scheme !== 'file') {
    return undefined;
  }
  const { start, end } = editor.selection;
  const last = end.line > start.line && end.character === 0 ? end.translate(-1) : end; // a selection of whole lines ends where the next begins
  return { uri: editor.document.uri.toString(), range: { start: { line: start.line, character: start.character }, end: { line: last.line, character: last.character } } };
}

// The server answers about open documents; opening one here tells it without showing it.
async function opened(uri: vscode.Uri): Promise<Place | undefined> {
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    return { uri: document.uri.toString(), range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } };
  } catch {
    return (await isFolder(uri)) ? { uri: uri.toString(), range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } } : undefined;
  }
}

async function isFolder(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.Directory) !== 0;
  } catch {
    return false;
  }
}

export function lineAt(place: Place | undefined): string {
  const editor = vscode.window.activeTextEditor;
  if (place === undefined || editor?.document.uri.toString() !== place.uri || place.range.start.line >= editor.document.lineCount) {
    return '';
  }
  return editor.document.lineAt(place.range.start.line).text;
}
