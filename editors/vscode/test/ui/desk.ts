// A desk to test on: a home folder of its own, small repositories, and the program behind a door that tells its process ids.
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

export class Desk {
  readonly dir = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'lv-'))); // short: sockets have 108 bytes for their paths
  readonly env: NodeJS.ProcessEnv;
  readonly bin: string;
  private forgotten = 0;

  constructor(readonly program: string) {
    const made = (name: string): string => {
      const folder = path.join(this.dir, name);
      fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
      return folder;
    };
    this.bin = made('bin');
    fs.writeFileSync(path.join(this.bin, 'leadline'), `#!/bin/sh\n[ "$1" = lsp ] && echo $$ >>'${this.dir}/servers'\nexec '${program}' "$@"\n`, { mode: 0o755 });
    // The extension host takes PATH from a login shell, as it does on a desk.
    fs.writeFileSync(path.join(made('home'), '.profile'), `PATH='${this.bin}':$PATH\n`);
    this.env = {
      PATH: `${this.bin}:${process.env['PATH'] ?? ''}`, LC_ALL: 'C.UTF-8', TZ: 'UTC', HOME: made('home'), XDG_CONFIG_HOME: made('config'),
      XDG_DATA_HOME: made('data'), XDG_STATE_HOME: made('state'), XDG_CACHE_HOME: made('cache'), XDG_RUNTIME_DIR: made('run'),
      LEADLINE_STORE: made('store'), TMPDIR: made('t'),
    };
  }

  path(...parts: string[]): string {
    return path.join(this.dir, ...parts);
  }

  write(file: string, text: string): void {
    const to = this.path(file);
    fs.mkdirSync(path.dirname(to), { recursive: true });
    fs.writeFileSync(to, text);
  }

  executable(file: string): void {
    fs.chmodSync(this.path(file), 0o755);
  }

  get node(): string {
    return process.execPath;
  }

  git(repo: string, ...args: string[]): string {
    return execFileSync('git', args, { cwd: this.path(repo), env: { ...this.env, GIT_CONFIG_GLOBAL: '/dev/null' }, encoding: 'utf8' });
  }

  /** A repository in which Dev One and Dev Two know pay/, and the reader, Dev Three, is new. */
  repository(name: string): string {
    fs.mkdirSync(this.path(name), { recursive: true });
    this.git(name, 'init', '-q', '-b', 'main');
    this.git(name, 'config', 'user.name', 'Dev Three');
    this.git(name, 'config', 'user.email', 'dev3@example.com');
    this.write(`${name}/CODEOWNERS`, '/pay/ @payments\n');
    this.write(`${name}/pay/charge.go`, 'package pay\n');
    this.commit(name, 'Dev One', 20, 'retry must never bill twice (#412)\n\nReviewed-by: Dev Two <dev2@example.com>');
    this.write(`${name}/pay/charge.go`, charge);
    this.write(`${name}/pay/naïve 100% #1.go`, 'package pay\n\n// TODO: round once\nvar Naive = 1\n');
    this.commit(name, 'Dev Two', 10, 'charge by key');
    return this.path(name);
  }

  /** A folder that rests on Dev One, who changed it every month. */
  silo(repo: string, folder: string): void {
    for (let month = 1; month <= 6; month++) {
      this.write(`${repo}/${folder}/book.go`, `package ledger\n\n// Book ${month}\nvar Book = ${month}\n`);
      this.write(`${repo}/${folder}/page.go`, `package ledger\n\nvar Page = ${month}\n`);
      this.commit(repo, 'Dev One', 200 - 30 * month, `the book of month ${month}`);
    }
  }

  commit(repo: string, who: string, daysAgo: number, message: string): void {
    const email = `${who.toLowerCase().replace(' ', '').replace('one', '1').replace('two', '2').replace('three', '3')}@example.com`;
    const date = new Date(Date.now() - daysAgo * 86_400_000).toISOString();
    this.git(repo, 'add', '-A');
    execFileSync('git', ['commit', '-q', '-m', message], {
      cwd: this.path(repo),
      env: { ...this.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_AUTHOR_NAME: who, GIT_AUTHOR_EMAIL: email, GIT_COMMITTER_NAME: who, GIT_COMMITTER_EMAIL: email, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
    });
  }

  /** Asks the program itself, as a lead would; env may make it somebody else. */
  leadline(repo: string, ...args: string[]): unknown {
    const text = execFileSync(this.program, args, { cwd: this.path(repo), env: this.env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    return args.includes('--json') ? (JSON.parse(text) as unknown) : text;
  }

  /** Says something as somebody else: the repository's user is another for that while. */
  as(who: string, repo: string, ...args: string[]): string {
    const email = `${who.toLowerCase().replace(' ', '').replace('one', '1').replace('two', '2')}@example.com`;
    this.git(repo, 'config', 'user.email', email);
    this.git(repo, 'config', 'user.name', who);
    try {
      return this.leadline(repo, ...args) as string;
    } finally {
      this.git(repo, 'config', 'user.email', 'dev3@example.com');
      this.git(repo, 'config', 'user.name', 'Dev Three');
    }
  }

  query(repo: string, sql: string): Record<string, unknown>[] {
    return this.leadline(repo, 'query', '--json', sql) as Record<string, unknown>[];
  }

  /** A block that the reader planned with Dev One and that was over yesterday: nobody can plan one, so another that was planned is dated back. */
  pastBlock(repo: string, id: string, topic: string): void {
    this.leadline(repo, 'pairing', 'schedule', '--with', 'dev1@example.com', '--at', 'in 2 days', '--for', '60m', '--topic', `${topic} again`, '--path', 'pay/charge.go');
    const lines = (this.leadline(repo, 'export', '--events') as string).trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    const planned = lines.reverse().find((event) => event['kind'] === 'pairing.scheduled') ?? {};
    const start = new Date(Date.now() - 30 * 3_600_000).toISOString().replace(/\.\d+/, '');
    const event = { ...planned, id: `${String(planned['id']).slice(0, -6)}${id.slice(2)}`, writer: `${String(planned['writer']).slice(0, -6)}${id.slice(2).toLowerCase()}`, seq: 1, subject: id, body: { ...(planned['body'] as object), start, topic, uid: id } };
    this.write('past.json', `${JSON.stringify(event)}\n`);
    this.leadline(repo, 'import', '--events', this.path('past.json'));
  }

  /** The one id that a command answers. */
  id(repo: string, ...args: string[]): string {
    return (this.leadline(repo, ...args, '--json') as { id: string }).id;
  }

  /** How many rows a view has of one repository: the stories share a store. */
  count(repo: string, view: string): unknown {
    return this.query(repo, `select count(*) as n from ${view} join repos using (repo) where repos.name = '${repo}'`)[0]?.['n'];
  }

  /** The servers of windows that were closed are none of the next story's: some take their time to end. */
  forgetServers(): void {
    this.forgotten = this.started().length;
  }

  private started(): number[] {
    const file = this.path('servers');
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim().split('\n').map(Number) : [];
  }

  /** The ids of the server processes that were started and still run. */
  servers(): number[] {
    return this.started().slice(this.forgotten).filter((pid) => {
      try {
        process.kill(pid, 0);
        return true;
      } catch {
        return false;
      }
    });
  }

  remove(): void {
    fs.rmSync(this.dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

export const charge = `package pay

// Charge bills once for a key.
// TODO(dev1): retry on timeout
func Charge(key string) error {
	return nil
}
`;
