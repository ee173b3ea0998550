import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { test } from 'node:test';
import { candidates, find, type Surroundings } from '../../src/program';

const linux: Surroundings = { setting: '', env: { PATH: '/usr/bin::bin:/opt/x' }, platform: 'linux', home: '/home/me', extension: '/ext' };

test('PATH, then what the extension brings, then where make install puts it', () => {
  assert.deepEqual(candidates(linux), ['/usr/bin/leadline', '/opt/x/leadline', '/ext/bin/leadline', '/home/me/.local/bin/leadline']);
});

test('folders relative to the current one are not looked at: a repository could bring a program along', () => {
  assert.ok(candidates({ ...linux, env: { PATH: '.:bin:../x:' } }).every((file) => path.isAbsolute(file)));
});

test('a setting is the only place', () => {
  assert.deepEqual(candidates({ ...linux, setting: '/my/leadline' }), ['/my/leadline']);
  assert.deepEqual(candidates({ ...linux, setting: '~/bin/leadline' }), ['/home/me/bin/leadline']);
  assert.deepEqual(candidates({ ...linux, setting: 'leadline-dev' }), ['/usr/bin/leadline-dev', '/opt/x/leadline-dev']);
  assert.deepEqual(candidates({ ...linux, setting: './leadline' }), []);
});

test('Windows has its own names and separators', () => {
  const windows: Surroundings = { setting: '', env: { Path: '"C:\\Program Files\\x";.;D:\\y' }, platform: 'win32', home: 'C:\\me', extension: 'C:\\ext' };
  assert.deepEqual(candidates(windows).slice(0, 2), ['C:\\Program Files\\x\\leadline.exe', 'D:\\y\\leadline.exe']);
});

test('what is there but is no program is passed over', async () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'program-'));
  try {
    const at = (name: string): string => path.join(dir, name, 'leadline');
    fs.mkdirSync(at('folder'), { recursive: true });
    fs.mkdirSync(path.join(dir, 'text'));
    fs.writeFileSync(at('text'), '', { mode: 0o644 });
    fs.mkdirSync(path.join(dir, 'good'));
    fs.writeFileSync(at('good'), '', { mode: 0o755 });
    const PATH = ['folder', 'text', 'good'].map((name) => path.join(dir, name)).join(':');
    assert.deepEqual(await find({ ...linux, env: { PATH } }), { path: at('good') });
    const none = await find({ ...linux, env: {}, home: dir, setting: at('text') });
    assert.deepEqual(none, { looked: [at('text')], setting: at('text') });
  } finally {
    fs.rmSync(dir, { recursive: true });
  }
});
