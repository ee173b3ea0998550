// The peer of the first lens: an extension that begins when Leadline does and has one lens ready for any file. What it takes until
// that lens is on screen is what VS Code takes.
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Desk } from './desk';

const main = (begun: string): string => `
const vscode = require('vscode');
exports.activate = (context) => {
  const title = 'a lens of nothing';
  context.subscriptions.push(vscode.languages.registerCodeLensProvider({ scheme: 'file' }, {
    provideCodeLenses: () => [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title, command: '' })],
  }));
  require('fs').writeFileSync(${JSON.stringify(begun)}, '');
};
`;

/** Packs the peer on a desk; begun is the file that it writes in each window where it has begun. */
export function bare(desk: Desk, root: string): { vsix: string; begun: string } {
  const begun = desk.path('begun');
  const { engines, activationEvents } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
  desk.write('bare/package.json', JSON.stringify({ name: 'bare', publisher: 'nobody', version: '0.0.1', license: 'MIT', engines, activationEvents, main: './main.js' }));
  desk.write('bare/main.js', main(begun));
  desk.write('bare/README.md', 'One lens.');
  desk.write('bare/LICENSE', 'None.');
  execFileSync(path.join(root, 'node_modules/.bin/vsce'), ['package', '--no-dependencies', '--allow-missing-repository', '--out', 'bare.vsix'], { cwd: desk.path('bare'), stdio: 'pipe' });
  return { vsix: desk.path('bare/bare.vsix'), begun };
}
