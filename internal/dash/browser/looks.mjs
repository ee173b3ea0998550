// How pages look, and what every page keeps to.
import fs from "node:fs"
import path from "node:path"
import { Reader, axe, check, screens } from "./desk.mjs"

const pages = {
  week: "./", map: "map", "map-web": "map?at=web", area: "area?path=pay", file: "area?path=pay/charge.go", away: "away?who=devfive@example.com", "away-me": "away?who=me",
  reviews: "reviews", takeovers: "takeovers", delegations: "delegations", open: "open", decisions: "decisions", pairing: "pairing", query: "query",
  rows: "query?q=" + encodeURIComponent("SELECT id, title, door FROM decisions"), mistake: "query?q=" + encodeURIComponent("SELECT titel FROM decisions"),
  decision: "entry?id=D-CCCC01", proposal: "entry?id=D-CCCC02", long: "entry?id=D-BBBB07", question: "entry?id=Q-BBBB00", risk: "entry?id=K-BBBB00", offer: "entry?id=T-BBBB21", block: "entry?id=P-BBBB00",
  review: "entry?id=R-BBBB58", missing: "entry?id=none",
}
const heaviest = 300_000

// audit is axe-core on what is shown; every form is opened first.
async function audit(page, name, scheme) {
  const found = await page.evaluate(async () => (await axe.run({ resultTypes: ["violations"] })).violations.map((v) => `${v.id}: ${v.nodes.length} × ${v.nodes[0].html.slice(0, 200)} ${v.nodes[0].failureSummary}`))
  check(found.length === 0, `${name}, ${scheme}: ${found.join("\n")}`)
}

async function fits(page, name, width) {
  await page.setViewportSize({ width, height: 900 })
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  const out = over <= 0 ? "" : await page.evaluate(() => [...document.body.querySelectorAll("*")].filter((e) => !e.closest(".wide") && e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.outerHTML.slice(0, 120)).slice(0, 3).join("\n"))
  check(over <= 0, `${name} is wider than ${width} px by ${over}:\n${out}`)
}

async function look(reader, name, to) {
  reader.expect(/status of 404/)
  await reader.go(to)
  const page = reader.page
  await page.evaluate(() => { for (const d of document.querySelectorAll("details")) d.open = true })
  await page.evaluate(axe)
  for (const scheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: scheme })
    await audit(page, name, scheme)
    await page.setViewportSize({ width: 1600, height: 1000 })
    await reader.shot(`${name}-${scheme}`, { fullPage: true })
  }
  await fits(page, name, 1600)
  await fits(page, name, 320)
  await page.emulateMedia({ colorScheme: "light" })
  await reader.shot(`${name}-narrow`, { fullPage: true })
  await page.setViewportSize({ width: 1200, height: 900 })
}

export async function everyPage({ team }) {
  const dash = await team.dash()
  const browser = await team.browser()
  await ready(team, browser, dash)
  const heavy = []
  await Promise.all([0, 1].map(async (half) => {
    const reader = await Reader.at(browser, dash)
    for (const [i, [name, to]] of Object.entries(pages).entries()) if (i % 2 === half) await look(reader, name, to)
    await reader.done()
  }))
  for (const to of ["map", "reviews", "decisions", "entry?id=D-CCCC01"]) heavy.push([to, await weight(browser, dash, to)])
  for (const [to, bytes] of heavy) check(bytes < heaviest, `${to} loads ${bytes} bytes`)
  console.log(`dash: the heaviest page loads ${Math.max(...heavy.map(([, b]) => b))} bytes`)
}

/** Waits until the history was read: pages say so themselves. */
async function ready(team, browser, dash) {
  const reader = await Reader.at(browser, dash)
  await reader.go("map")
  await reader.page.locator("svg.treemap").waitFor()
  await reader.done()
}

// weight is all that a page loads in a browser that has seen nothing of it yet.
async function weight(browser, dash, to) {
  const reader = await Reader.at(browser, dash)
  await reader.done()
  const context = await browser.newContext()
  const page = await context.newPage()
  const loads = []
  let counting = false
  page.on("response", (r) => { if (counting && !r.url().includes("/events")) loads.push(r.body().then((b) => b.length, () => 0)) })
  const token = new URL(dash.address).search
  await context.request.get(dash.address) // the cookie, and nothing in the cache
  counting = true
  await page.goto(new URL(to, dash.base).href, { waitUntil: "load" })
  const bytes = (await Promise.all(loads)).reduce((a, b) => a + b, 0)
  check(loads.length >= 4 && token, `${to} loaded only ${loads.length} files`)
  await context.close()
  return bytes
}

export async function paper({ team }) {
  const dash = await team.dash()
  const reader = await Reader.at(await team.browser(), dash)
  for (const to of ["map", "decisions", "entry?id=D-CCCC01"]) {
    await reader.go(to)
    await reader.page.emulateMedia({ media: "print" })
    for (const gone of ["#nav", "#deeds", ".skip", ".sql"]) {
      for (const e of await reader.page.locator(gone).all()) check(!await e.isVisible(), `${to}: ${gone} is printed`)
    }
    check(await reader.page.locator("table").first().isVisible(), `${to}: no table is printed`)
    const pdf = await reader.page.pdf({ path: path.join(screens, `paper-${to.split("?")[0]}.pdf`), format: "A4" })
    check(pdf.length > 10_000, `${to}: the paper is empty`)
    await reader.page.setViewportSize({ width: 794, height: 1123 })
    await reader.shot(`paper-${to.split("?")[0]}`, { fullPage: true })
    const over = await reader.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    check(over <= 0, `${to} is wider than the paper by ${over}`)
    await reader.page.setViewportSize({ width: 1200, height: 900 })
    await reader.page.emulateMedia({ media: "screen" })
  }
  await reader.done()
}

export async function nothingYet({ empty }) {
  const dash = await empty.dash()
  const reader = await Reader.at(await empty.browser(), dash)
  for (const to of ["./", "map", "reviews", "delegations", "open", "decisions", "pairing", "query"]) {
    await reader.go(to)
    if (to !== "query") check(await reader.page.locator(".first").isVisible(), `${to} does not say what to do first`)
    check(await reader.page.locator("svg").count() === 0, `${to} draws nothing`)
    await reader.page.evaluate(axe)
    await audit(reader.page, to, "light")
    await reader.shot("nothing-" + to.replace(/\W/g, "week"))
  }
  await reader.done()
}

export async function links({ team }) {
  const dash = await team.dash()
  const reader = await Reader.at(await team.browser(), dash)
  const seen = new Set(), next = Object.values(pages).filter((p) => !p.includes("none") && !p.includes("titel"))
  while (next.length && seen.size < 400) {
    const to = new URL(next.shift(), dash.base).href
    if (seen.has(to)) continue
    seen.add(to)
    check(to.startsWith(dash.base), `a link leads to ${to}`)
    const answer = await reader.context.request.get(to)
    check(answer.ok(), `${to} answers ${answer.status()}`)
    if (!(answer.headers()["content-type"] ?? "").startsWith("text/html")) continue
    const text = await answer.text()
    for (const [, href] of text.matchAll(/<a[^>]* href="([^"#]+)"/g)) next.push(href.replaceAll("&amp;", "&").replaceAll("&#43;", "+").replaceAll("&#34;", '"').replaceAll("&#39;", "'"))
  }
  fs.writeFileSync(path.join(screens, "links.txt"), [...seen].map((u) => u.slice(dash.base.length)).join("\n"))
  check(seen.size > 100, `only ${seen.size} links were found`)
  await reader.done()
}
