import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { test } from 'node:test';
import { actionOf } from '../../src/actions';

interface Manifest {
  activationEvents: string[];
  capabilities: { virtualWorkspaces: { supported: boolean }; untrustedWorkspaces: { supported: unknown; restrictedConfigurations: string[] } };
  contributes: {
    commands: { command: string; title: string; category: string }[];
    keybindings: { command: string; key: string; mac: string; when: string }[];
    menus: Record<string, { command?: string; when?: string }[]>;
    configuration: { properties: Record<string, { markdownDescription?: string; default?: unknown; scope?: string }> }[];
    walkthroughs: { steps: { description: string; media: { markdown: string } }[] }[];
    viewsWelcome: { contents: string }[];
  };
}

const manifest = JSON.parse(fs.readFileSync('package.json', 'utf8')) as Manifest;
const { commands, keybindings, menus, configuration, walkthroughs, viewsWelcome } = manifest.contributes;
const ids = new Set(commands.map(({ command }) => command));

test('commands have ids of their own, which no server announces, and a title', () => {
  for (const { command, title, category } of commands) {
    assert.match(command, /^leadline\.ui\.\w+$/);
    assert.ok(title !== '' && category === 'Leadline');
    assert.ok(actionOf(command) === undefined);
  }
  assert.equal(ids.size, commands.length, 'none twice');
  assert.equal(new Set(commands.map(({ title }) => title)).size, commands.length, 'no two with one title');
});

test('menus, keys and links lead to commands that there are', () => {
  for (const { command } of [...keybindings, ...Object.values(menus).flat().filter((item) => item.command !== undefined)]) {
    assert.ok(ids.has(command ?? ''), command);
  }
  const links = [...walkthroughs.flatMap(({ steps }) => steps.map(({ description }) => description)), ...viewsWelcome.map(({ contents }) => contents)].join(' ');
  for (const [, command] of links.matchAll(/command:(leadline\.ui\.\w+)/g)) {
    assert.ok(ids.has(command ?? ''), command);
  }
  for (const { steps } of walkthroughs) {
    for (const { media } of steps) {
      assert.ok(fs.existsSync(media.markdown), media.markdown);
    }
  }
});

test('keys work where text has the focus and a server runs, and have a twin on macOS', () => {
  for (const { key, mac, when } of keybindings) {
    assert.equal(mac, key.replaceAll('ctrl', 'cmd'));
    assert.match(when, /editorTextFocus/);
  }
});

test('every setting says what it does, and where a program is comes from no workspace', () => {
  for (const [key, { markdownDescription, scope, ...rest }] of configuration.flatMap(({ properties }) => Object.entries(properties))) {
    assert.match(key, /^leadline\./);
    assert.match(markdownDescription ?? '', /[.:]$|[.:]\s/, key);
    assert.ok('default' in rest && scope !== undefined, key);
  }
  assert.equal(configuration[0]?.properties['leadline.path']?.scope, 'machine');
  assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations, ['leadline.path']);
  assert.equal(manifest.capabilities.virtualWorkspaces.supported, false);
  assert.ok(manifest.activationEvents.every((event) => event.startsWith('workspaceContains:') && event.endsWith('.git')), 'nothing is begun where there is no repository');
});

test('nothing of the extension speaks to a network', () => {
  for (const name of fs.readdirSync('src')) {
    assert.doesNotMatch(fs.readFileSync(`src/${name}`, 'utf8'), /node:(?:https?|net|tls|dgram|http2)|\bfetch\(|telemetry|WebSocket|XMLHttpRequest/i, name);
  }
});
