// The repository of these tests: its texts have characters of one to four bytes, and of two code units, before whatever is looked for.
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import type { Desk } from '../ui/desk';

export const charge = `package pay

// 👩‍👩‍👧 𝒞harge bills once 💸 for a key: naïve.
// TODO(dev1): retry 𝓸n timeout 🕐
func Charge(key string) error { // 𐍈
	return nil
}
`;

const rules = `# 💸 Money 𝒳
/pay/ @payments
/src/𝒟ata/ @dev1 @nobody @dev2
/𝒟oc/ 𝒳𝒳 no𝒳body
`;

const settings = `[teams]
payments = ["dev2@example.com"]
`;

const record = `# 1. 𝒪ne 💡 ledger

## Status

Proposed

## Decision

There is 𝟙 ledger. See ADR-0001 💸 and ADR-0001.
`;

export function shop(desk: Desk, name = 'shop'): string {
  const top = desk.repository(name);
  desk.write(`${name}/CODEOWNERS`, rules);
  desk.write(`${name}/.leadline.toml`, settings);
  desk.write(`${name}/docs/adr/0001-one.md`, record);
  desk.write(`${name}/src/𝒟ata/rows.go`, 'package rows\n');
  desk.write(`${name}/pay/charge.go`, charge);
  for (let i = 0; i < 8; i++) {
    desk.write(`${name}/pay/fees.go`, `package pay\n\nvar fees = ${i}\n`);
    desk.write(`${name}/pay/fees_table.go`, `package pay\n\nvar table = ${i}\n`);
    desk.commit(name, i % 2 === 0 ? 'Dev One' : 'Dev Two', 9, `fees of year ${i} (#${400 + i})`);
  }
  return top;
}

/** A history that takes a while to read. */
export function longHistory(desk: Desk, name: string, commits: number): string {
  fs.mkdirSync(desk.path(name), { recursive: true });
  desk.git(name, 'init', '-q', '-b', 'main');
  desk.git(name, 'config', 'user.name', 'Dev Three');
  desk.git(name, 'config', 'user.email', 'dev3@example.com');
  const begun = Math.floor(Date.now() / 1000) - commits * 60;
  const stream: string[] = [];
  for (let i = 0; i < commits; i++) {
    const text = `package p${i % 100}\n\nvar V = ${i}\n`;
    stream.push(`commit refs/heads/main\nauthor Dev ${i % 40} <dev${i % 40}@example.com> ${begun + i * 60} +0000\ncommitter Dev 1 <dev1@example.com> ${begun + i * 60} +0000\ndata 4\nwork\n`);
    stream.push(`M 100644 inline p/${i % 100}/f${i % 1000}.go\ndata ${Buffer.byteLength(text)}\n${text}\n`);
  }
  execFileSync('git', ['fast-import', '--quiet'], { cwd: desk.path(name), env: { ...desk.env, GIT_CONFIG_GLOBAL: '/dev/null' }, input: stream.join('') });
  desk.git(name, 'reset', '-q', '--hard', 'main');
  return desk.path(name);
}
