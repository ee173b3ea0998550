// A desk to test on: the program that serves the dashboard, command lines beside it, and browsers that let nothing pass unseen.
import { execFileSync, spawn } from "node:child_process"
import fs from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"
import readline from "node:readline"

const need = (name) => process.env[name] ?? (() => { throw new Error(`${name} is not set; make test-dash sets it`) })()
const root = path.resolve(import.meta.dirname, "../../..")
export const { chromium } = createRequire(path.join(root, "editors/vscode/package.json"))("playwright-core")
export const axe = fs.readFileSync(path.join(need("LEADLINE_DASH_MODULES"), "node_modules/axe-core/axe.min.js"), "utf8")
export const screens = need("LEADLINE_DASH_SCREENS")
const program = need("LEADLINE_BIN")
const patience = 60_000 // a busy machine draws slowly

export const check = (holds, says) => { if (!holds) throw new Error(says) }

/** A repository, the folders of whoever sits there, and what they can run. */
export class Desk {
  constructor(name) {
    this.dir = path.join(need("LEADLINE_DASH_HOME"), name)
    this.repo = path.join(this.dir, "ledger")
    const at = (folder) => path.join(this.dir, folder)
    this.env = {
      PATH: process.env.PATH, LC_ALL: "C.UTF-8", TZ: "UTC", HOME: at("home"), GIT_CONFIG_NOSYSTEM: "1", XDG_CONFIG_HOME: at("config"),
      XDG_DATA_HOME: at("data"), XDG_STATE_HOME: at("state"), XDG_CACHE_HOME: at("cache"),
    }
    this.dashes = []
    this.browsers = []
  }

  /** Runs a command line; as is the address of whoever else runs it, on the same store. */
  leadline(args, as) {
    const env = { ...this.env }
    if (as) {
      env.LEADLINE_STORE = path.join(this.dir, "data/leadline")
      env.XDG_CONFIG_HOME = path.join(this.dir, "config-" + as)
      fs.mkdirSync(path.join(env.XDG_CONFIG_HOME, "leadline"), { recursive: true })
      fs.writeFileSync(path.join(env.XDG_CONFIG_HOME, "leadline/config.toml"), `me = "${as}"\n`)
    }
    return execFileSync(program, args, { cwd: this.repo, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })
  }

  /** Starts the dashboard, and gives its process, its address with the token, and the address of its pages. */
  async dash(...args) {
    const process = spawn(program, ["dash", "--no-open", ...args], { cwd: this.repo, env: this.env, stdio: ["ignore", "pipe", "pipe"] })
    let said = ""
    process.stderr.on("data", (text) => { said += text })
    const ended = new Promise((resolve) => process.on("exit", resolve))
    const dash = { process, ended, said: () => said }
    this.dashes.push(dash)
    dash.address = await new Promise((resolve, reject) => {
      readline.createInterface({ input: process.stdout }).once("line", resolve)
      ended.then((code) => reject(new Error(`dash ended with ${code}: ${said}`)))
    })
    dash.base = dash.address.split("?")[0]
    return dash
  }

  /** An editor's language server, initialised on the repository. */
  async editor() {
    const process = spawn(program, ["lsp"], { cwd: this.repo, env: this.env, stdio: ["pipe", "pipe", "ignore"] })
    this.dashes.push({ process, ended: new Promise((resolve) => process.on("exit", resolve)) })
    const waiting = new Map()
    let held = Buffer.alloc(0), next = 0
    const send = (message) => {
      const text = JSON.stringify({ jsonrpc: "2.0", ...message })
      process.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
    }
    process.stdout.on("data", (more) => {
      for (held = Buffer.concat([held, more]); ;) {
        const head = held.indexOf("\r\n\r\n")
        if (head < 0) return
        const size = Number(/Content-Length: (\d+)/.exec(held.subarray(0, head))[1])
        if (held.length < head + 4 + size) return
        const message = JSON.parse(held.subarray(head + 4, head + 4 + size))
        held = held.subarray(head + 4 + size)
        if (message.method) {
          if (message.id !== undefined) send({ id: message.id, result: null })
        } else waiting.get(message.id)?.(message)
      }
    })
    const ask = (method, params) => new Promise((resolve, reject) => {
      waiting.set(++next, (m) => m.error ? reject(new Error(m.error.message)) : resolve(m.result))
      send({ id: next, method, params })
    })
    const uri = "file://" + path.join(this.repo, "pay/charge.go")
    await ask("initialize", { processId: null, rootUri: "file://" + this.repo, capabilities: {} })
    send({ method: "initialized", params: {} })
    send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "go", version: 1, text: fs.readFileSync(path.join(this.repo, "pay/charge.go"), "utf8") } } })
    return { uri, run: (command, argument) => ask("workspace/executeCommand", { command, arguments: [argument] }) }
  }

  async browser(...args) {
    const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", ...args] })
    this.browsers.push(browser)
    return browser
  }

  async clear() {
    for (const b of this.browsers.splice(0)) await b.close()
    for (const d of this.dashes.splice(0)) {
      d.process.kill("SIGTERM")
      await d.ended
    }
  }
}

/** Somebody's browser at a dashboard: what it logs, asks of other hosts or breaks is a fault, unless it was to be expected. */
export class Reader {
  static async at(browser, dash, options = {}) {
    const r = new Reader()
    r.dash = dash
    r.faults = []
    r.expected = []
    r.context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options })
    r.context.setDefaultTimeout(patience)
    r.context.on("request", (q) => { if (!q.url().startsWith(dash.base)) r.fault("asks for " + q.url()) })
    r.page = await r.open(dash.address)
    return r
  }

  fault(text) { if (!this.expected.some((e) => e.test(text))) this.faults.push(text) }
  expect(...texts) { this.expected.push(...texts) }

  async open(to) {
    const page = await this.context.newPage()
    page.on("console", (m) => { if (["error", "warning"].includes(m.type())) this.fault(`${page.url()} says ${m.text()} ${m.location().url}`) })
    page.on("pageerror", (e) => this.fault(`${page.url()} broke: ${e.message}`))
    await page.goto(new URL(to, this.dash.base).href)
    return page
  }

  async go(to) { return await this.page.goto(new URL(to, this.dash.base).href) }
  async shot(name, options = {}) { await this.page.screenshot({ path: path.join(screens, name + ".png"), ...options }) }
  async see(text, page = this.page) { await page.getByText(text).first().waitFor() }

  /** Marks the page, to see later whether it was loaded anew. */
  async mark() { await this.page.evaluate(() => { window.marked = true }) }
  async marked() { return await this.page.evaluate(() => window.marked === true) }

  async done() {
    await this.context.close()
    check(this.faults.length === 0, this.faults.join("\n"))
  }
}
