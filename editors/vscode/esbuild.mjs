// Bundles the extension into dist/extension.js, and with `test` its tests into out.
import { build } from 'esbuild';
import { readdirSync } from 'node:fs';

const common = { bundle: true, platform: 'node', target: 'node18', format: 'cjs', logLevel: 'warning' };

if (process.argv[2] === 'test') {
  const tests = readdirSync('test/unit').filter((name) => name.endsWith('.test.ts')).map((name) => `test/unit/${name}`);
  await build({ ...common, entryPoints: tests, outdir: 'out/unit' });
  await build({ ...common, entryPoints: ['test/ui/run.ts'], outdir: 'out/ui', external: ['playwright-core'] });
} else {
  const packed = { ...common, minify: true, legalComments: 'none', outdir: 'dist' };
  await build({ ...packed, entryPoints: ['src/extension.ts'], external: ['vscode', './client.js'] });
  await build({ ...packed, entryPoints: ['src/client.ts'], external: ['vscode'] });
}
