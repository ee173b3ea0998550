// Bundles the extension into dist/extension.js; with `test` its tests into out/unit and out/ui, with `peer` those of the protocol
// into out/peer.
import { build } from 'esbuild';
import { readdirSync } from 'node:fs';

const common = { bundle: true, platform: 'node', target: 'node18', format: 'cjs', logLevel: 'warning' };

const tests = (folder) => readdirSync(folder).filter((name) => name.endsWith('.test.ts')).map((name) => `${folder}/${name}`);

if (process.argv[2] === 'peer') {
  await build({ ...common, entryPoints: tests('test/peer'), outdir: 'out/peer' });
} else if (process.argv[2] === 'test') {
  await build({ ...common, entryPoints: tests('test/unit'), outdir: 'out/unit' });
  await build({ ...common, entryPoints: ['test/ui/run.ts', 'test/ui/measure.ts'], outdir: 'out/ui', external: ['playwright-core'] });
} else {
  const packed = { ...common, minify: true, legalComments: 'none', outdir: 'dist' };
  await build({ ...packed, entryPoints: ['src/extension.ts'], external: ['vscode', './client.js'] });
  await build({ ...packed, entryPoints: ['src/client.ts'], external: ['vscode'] });
}
