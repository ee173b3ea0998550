// Who is let in, and what happens when things are not as they should be.
import fs from "node:fs"
import http from "node:http"
import path from "node:path"
import { Reader, check } from "./desk.mjs"

export async function gate({ team }) {
  const dash = await team.dash()
  const port = new URL(dash.base).port
  const browser = await team.browser("--host-resolver-rules=MAP evil.example 127.0.0.1")
  const context = await browser.newContext()
  const page = await context.newPage()
  const says = async (to, status, text) => {
    const answer = await page.goto(to)
    const body = await page.locator("body").innerText()
    check(answer.status() === status && body.includes(text) && !body.includes("Charge"), `${to} answers ${answer.status()}: ${body}`)
  }
  await says(dash.base, 403, "Open the address that")
  await says(dash.base + "map", 403, "Open the address that")
  await says(dash.base + "?token=wrong", 403, "Open the address that")
  await says(`http://127.0.0.1:${port}/`, 404, "There is nothing here")
  await says(dash.address.replace("127.0.0.1", "evil.example"), 421, "its own address alone")
  check((await context.cookies()).length === 0, "a cookie was given to a foreign host")
  await page.goto(dash.address)
  check(page.url() === dash.base, `the token stays in the address: ${page.url()}`)
  const [cookie] = await context.cookies()
  check(cookie.httpOnly && cookie.sameSite === "Strict" && dash.base.endsWith(cookie.path), JSON.stringify(cookie))
  await says(dash.base.replace("127.0.0.1", "evil.example"), 421, "its own address alone")
  await page.goto(dash.address.replace("127.0.0.1", "localhost"))
  check(await page.locator("h1").isVisible(), "by its name this machine gets nothing")
}

/** A page of another port of this machine tries what pages can try. */
export async function strangers({ team }) {
  const dash = await team.dash()
  const form = `<form id="f" method="post" action="${dash.base}act"><input name="do" value="closing"><input name="id" value="K-BBBB00"><input name="f-outcome" value="stolen"></form>`
  const evil = http.createServer((_, out) => out.setHeader("content-type", "text/html").end(`<!doctype html><title>evil</title>${form}
    <iframe src="${dash.base}decisions"></iframe><img id="i" src="${dash.base}assets/icon.svg"><a id="a" href="${dash.base}decisions">look</a><a id="t" href="${dash.address}">come in</a>`))
  await new Promise((resolve) => evil.listen(0, "127.0.0.1", resolve))
  try {
    const browser = await team.browser()
    const reader = await Reader.at(browser, dash)
    await reader.go("entry?id=K-BBBB00") // its cookie is there
    const page = await reader.context.newPage()
    const at = `http://127.0.0.1:${evil.address().port}/`
    reader.expect(/asks for http:..127.0.0.1/)
    await page.goto(at)
    check(await page.evaluate(() => document.getElementById("i").naturalWidth === 0), "a picture of ours is shown by another page")
    const frame = page.frames().find((f) => f !== page.mainFrame())
    check(!(await frame.content().catch(() => "")).includes("Choice"), "our page is shown in another")
    const got = await page.evaluate(async (base) => {
      const tries = [fetch(base + "decisions", { credentials: "include" }), fetch(base + "act", { method: "POST", credentials: "include", body: new URLSearchParams({ do: "closing" }) }),
        fetch(base + "decisions", { mode: "no-cors", credentials: "include" })]
      const out = []
      for (const t of await Promise.allSettled(tries)) out.push(t.status === "fulfilled" ? t.value.type + " " + await t.value.text() : "refused")
      return out
    }, dash.base)
    check(got.every((g) => g === "refused" || g === "opaque "), `another page reads ${got}`)
    await Promise.all([page.waitForNavigation(), page.evaluate(() => document.getElementById("f").submit())])
    check((await page.locator("body").innerText()).includes("Another page may not ask for that"), "a form of another page is taken")
    await page.goto(at)
    await page.click("#a")
    check(!(await page.locator("body").innerText()).includes("Choice"), "a link of another page leads in")
    await page.goto(at)
    await page.click("#t") // whoever has the address may come from anywhere
    await page.locator("h1").waitFor()
    await reader.go("entry?id=K-BBBB00")
    check(!(await reader.page.content()).includes("stolen"), "a form of another page was recorded")
    await reader.done()
  } finally {
    evil.close()
  }
}

export async function restart({ team }) {
  const first = await team.dash()
  const port = new URL(first.base).port
  const reader = await Reader.at(await team.browser(), first)
  reader.expect(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE|status of 40[34]|ERR_CONNECTION_RESET|ERR_EMPTY|htmx:(afterRequest|sendError)/)
  await reader.go("entry?id=K-BBBB01")
  const second = await team.dash("--port", port).then(() => "", (error) => error.message)
  check(/ended with 1: .*Another dash may be open there/s.test(second), `a second dash on the same port: ${second}`)
  first.process.kill("SIGTERM")
  check(await first.ended === 0, "it did not end well while a page was open")
  await reader.see("leadline dash does not answer")
  await reader.shot("server-gone")
  await reader.page.getByText("Close it", { exact: true }).first().click()
  await reader.page.getByLabel("How it ended").fill("written while nobody listens")
  await reader.page.getByRole("button", { name: "Close it" }).click()
  await reader.see("Nothing was recorded: leadline dash does not answer.")
  check(await reader.page.getByLabel("How it ended").inputValue() === "written while nobody listens", "what was written is gone")
  const other = await team.dash("--port", port)
  check(other.address !== first.address, "the old address opens the new one")
  await reader.see("This page is of a leadline dash that has ended")
  check(await reader.page.getByLabel("How it ended").inputValue() === "written while nobody listens", "what was written is gone")
  const answer = await reader.page.goto(first.address)
  check(answer.status() === 404, `the old address answers ${answer.status()}`)
  await reader.done()
}

export async function gone({ team }) {
  const dash = await team.dash()
  const reader = await Reader.at(await team.browser(), dash)
  reader.expect(/status of (409|422|500)/)
  await reader.go("entry?id=K-BBBB02")
  await reader.page.getByText("Close it", { exact: true }).first().click()
  await reader.page.getByLabel("How it ended").fill("it ended")
  fs.rmSync(path.join(team.dir, "data"), { recursive: true })
  await reader.page.getByRole("button", { name: "Close it" }).click()
  await reader.see("it was moved, deleted or replaced while it was open here")
  check(await reader.page.getByLabel("How it ended").inputValue() === "it ended", "what was written is gone")
  await reader.shot("store-gone")
  for (const to of ["./", "map", "decisions", "open", "delegations", "pairing", "reviews", "query", "query?q=SELECT+1"]) {
    const answer = await reader.go(to)
    check(answer.status() < 500 && await reader.page.locator("h1").isVisible(), `${to} answers ${answer.status()}`)
  }
  await reader.done()
}
