// What people do on the pages.
import { Reader, check } from "./desk.mjs"

/** With Tab and Enter alone: the way to the content, through everything there is, and a form. */
export async function keyboard({ team }) {
  const dash = await team.dash()
  const reader = await Reader.at(await team.browser(), dash)
  const page = reader.page
  const focused = () => page.evaluate(() => {
    const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e)
    return {
      name: e.tagName + " " + (e.getAttribute("aria-label") ?? e.textContent ?? "").trim().slice(0, 40), body: e === document.body, id: e.id,
      seen: box.width > 0 && box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight, ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
      n: [...document.querySelectorAll("*")].indexOf(e),
    }
  })
  for (const to of ["map", "entry?id=K-BBBB03", "decisions", "query"]) {
    await reader.go(to)
    await page.keyboard.press("Tab")
    const skip = await focused()
    check(skip.name.includes("To the content") && skip.seen && skip.ring, `${to}: the first is ${JSON.stringify(skip)}`)
    if (to === "map") await reader.shot("skip-link")
    await page.keyboard.press("Enter")
    await page.waitForFunction(() => document.activeElement.id === "main") // the skip link leads there
    let last = -1, stops = 0
    for (await page.evaluate(() => document.activeElement.blur()); stops < 300; stops++) {
      await page.keyboard.press("Tab")
      const at = await focused()
      if (at.body) break
      if (at.n === last) continue // a date has several stops in it, which have rings of their own
      check(at.seen && at.ring, `${to}: nobody sees that ${JSON.stringify(at)} has the focus`)
      if (at.n < last) { check(stops > 3, `${to}: the focus goes back to ${at.name}`); break } // it begins again
      last = at.n
    }
    check(stops > 3 && stops < 300, `${to} has ${stops} stops`)
  }
  await reader.go("entry?id=K-BBBB03")
  await page.evaluate(() => [...document.querySelectorAll("summary")].find((s) => s.textContent === "Close it").focus())
  await page.keyboard.press("Enter")
  await page.keyboard.press("Tab")
  await page.keyboard.type("ended by hand")
  await page.keyboard.press("Enter")
  await reader.see("Closed K-BBBB03")
  check((await focused()).id === "told", `what came of it is not read out, but ${JSON.stringify(await focused())}`)
  await reader.done()
}

export async function drill({ team }) {
  const dash = await team.dash()
  const reader = await Reader.at(await team.browser(), dash)
  const page = reader.page
  await reader.go("map")
  await page.locator("svg.treemap").waitFor()
  await reader.mark()
  await page.locator("tbody th a[href^='map?at=web']").first().click()
  await page.locator("h1", { hasText: "Knowledge of web/" }).waitFor()
  check(await reader.marked(), "the page was loaded anew")
  check(page.url().endsWith("map?at=web") && (await page.title()).startsWith("Knowledge of web/"), `it is at ${page.url()}, ${await page.title()}`)
  check(await page.evaluate(() => document.activeElement.id) === "main", "the focus stays behind")
  await page.goBack()
  await page.locator("h1", { hasText: /^Knowledge$/ }).waitFor()
  await page.locator("svg.treemap a").first().click() // the picture leads where the table does
  await page.locator("h1", { hasText: "/" }).waitFor()
  await reader.go("decisions")
  await page.locator("a[href^='entry?id=D-']").first().click()
  await page.locator("h1", { hasText: "D-" }).waitFor()
  await page.getByText("As a query").first().click()
  await page.locator("#rows table").waitFor()
  await page.locator("#rows a[href^='entry?id=D-']").first().click()
  await page.locator("h1", { hasText: "D-" }).waitFor()
  await reader.done()
}

export async function live({ team }) {
  const dash = await team.dash()
  const reader = await Reader.at(await team.browser(), dash)
  const page = reader.page
  await reader.go("decisions")
  await reader.mark()
  team.leadline(["decision", "log", "--title", "Said on a command line", "--because", "it was time", "--undo", "days"])
  await reader.see("Said on a command line")
  const editor = await team.editor()
  await editor.run("leadline.decision.log", { uri: editor.uri, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, title: "Said in an editor", undo: "days", because: "it was time" })
  await reader.see("Said in an editor")
  check(await reader.marked(), "the page was loaded anew")
  await reader.see("Brought up to date at")
  await reader.shot("live")

  // What is being written stays.
  await page.getByText("Log a decision", { exact: true }).first().click()
  await page.getByLabel("Title").fill("half a sent")
  team.leadline(["decision", "log", "--title", "Said meanwhile", "--because", "it was time", "--undo", "days"])
  await reader.see("Something new was said.")
  check(await page.getByLabel("Title").inputValue() === "half a sent", "what was being written is gone")
  await page.getByRole("button", { name: "Show it" }).click()
  await reader.see("Said meanwhile")

  // What was opened stays open, and the focus where it was.
  await reader.go("decisions")
  await page.locator("summary", { hasText: "Log a decision" }).click()
  await reader.mark()
  team.leadline(["decision", "log", "--title", "Said once more", "--because", "it was time", "--undo", "days"])
  await reader.see("Said once more")
  await page.waitForFunction(() => document.querySelector("details")?.open && document.activeElement.tagName === "SUMMARY")
  check(await reader.marked(), "the page was loaded anew")
  await reader.done()
}

export async function forms({ team }) {
  const dash = await team.dash()
  const browser = await team.browser()
  const reader = await Reader.at(browser, dash)
  const page = reader.page
  reader.expect(/status of (422|409)|Response Status Error Code/)
  const board = await reader.open("delegations")
  await board.evaluate(() => { window.marked = true })
  await reader.go("entry?id=T-BBBB21")
  await reader.see("You act as Dev One")
  await reader.mark()
  await page.getByRole("button", { name: "Take it", exact: true }).click()
  await reader.see("it is yours now")
  check(await reader.marked() && await page.evaluate(() => document.activeElement.id) === "told", "the page was loaded anew, or nobody hears what came of it")
  await reader.shot("taken")
  await board.locator("#taken", { hasText: "T-BBBB21" }).waitFor()
  check(await board.evaluate(() => window.marked), "the board was loaded anew")
  check(JSON.parse(team.leadline(["todo", "list", "--json"])) && team.leadline(["todo", "list", "--all"].slice(0, 2)) !== undefined, "the command line does not answer")

  // What is wrong is said beside its field.
  await page.locator("summary", { hasText: "Say how it goes" }).click()
  await page.getByLabel("How it goes").selectOption("help")
  await page.getByLabel("Talk about it on").first().fill("the day of days")
  await page.getByRole("button", { name: "Say how it goes" }).click()
  await page.locator(".wrong").waitFor()
  check(await page.evaluate(() => document.activeElement.getAttribute("aria-invalid")) === "true", "the focus is not on what is wrong")
  check(await page.getByLabel("How it goes").inputValue() === "help", "what was chosen is gone")
  await reader.shot("wrong")
  await page.getByLabel("Talk about it on").first().fill("in 2 weeks")
  await page.getByRole("button", { name: "Say how it goes" }).click()
  await reader.see("help wanted")

  // Somebody else was faster.
  await reader.go("entry?id=D-CCCC02")
  const stale = await reader.open("entry?id=D-CCCC02")
  await stale.locator("summary", { hasText: "Not doing it" }).click()
  await stale.getByLabel("Because").first().fill("it costs too much")
  await page.getByRole("button", { name: "Accept it" }).click()
  await reader.see("Accepted D-CCCC02")
  await stale.getByRole("button", { name: "Not doing it" }).click()
  await stale.locator("#problem, .problem:not(:empty)").first().waitFor()
  check((await stale.locator("main").innerText()).includes("is accepted since you said so"), "it is not said why not: " + await stale.locator("main").innerText())
  await stale.close()

  // A new decision is shown at once, and has a page of its own.
  await reader.go("area?path=pay")
  await page.locator("summary", { hasText: "Raise a risk" }).click()
  await page.getByLabel("What may go wrong").fill("Twice billed <b>")
  await page.getByRole("button", { name: "Raise a risk" }).dblclick()
  await page.locator("h1", { hasText: "Twice billed <b>" }).waitFor()
  check(/entry\?id=K-/.test(page.url()), `it is at ${page.url()}`)
  await page.goBack()
  await page.locator("h1", { hasText: "pay/" }).waitFor()
  const risks = JSON.parse(team.leadline(["risk", "list", "--json"])).filter((k) => k.problem === "Twice billed <b>" || k.title === "Twice billed <b>")
  check(risks.length === 1, `${risks.length} risks were raised`)
  await reader.done()
}

export async function plain({ team }) {
  const dash = await team.dash()
  const reader = await Reader.at(await team.browser(), dash, { javaScriptEnabled: false })
  const page = reader.page
  reader.expect(/status of 422/)
  await reader.go("entry?id=T-BBBB22")
  await page.getByRole("button", { name: "Take it", exact: true }).click()
  await reader.see("it is yours now")
  check(/entry\?id=T-BBBB22/.test(page.url()), `it is at ${page.url()}`)
  await reader.go("entry?id=Q-BBBB01")
  await page.locator("summary", { hasText: "Answer it" }).click()
  await page.getByLabel("In your words").fill("The smallest one,\nsince it is there.")
  await page.getByRole("button", { name: "Answer it" }).click()
  await reader.see("since it is there.")
  await reader.go("open")
  await page.locator("summary", { hasText: "Open a question" }).click()
  await page.getByLabel("What is asked").fill("And now?")
  await page.getByLabel("By when").fill("the day of days")
  await page.getByRole("button", { name: "Open a question" }).click()
  await page.locator(".wrong").waitFor()
  check(await page.getByLabel("What is asked").inputValue() === "And now?", "what was written is gone")
  await reader.shot("plain-wrong")
  await page.getByLabel("By when").fill("in 2 weeks")
  await page.getByRole("button", { name: "Open a question" }).click()
  await page.locator("h1", { hasText: "And now?" }).waitFor()
  await reader.done()
}

export async function two({ team }) {
  const dash = await team.dash()
  const one = await Reader.at(await team.browser(), dash), other = await Reader.at(await team.browser(), dash)
  await one.go("entry?id=T-BBBB23")
  await other.go("entry?id=T-BBBB23")
  const proof = (r) => r.page.locator("input[name=proof]").first().inputValue()
  check(await proof(one) !== await proof(other), "two browsers have the same proof")
  await other.page.evaluate(async (p) => { for (const e of document.querySelectorAll("input[name=proof]")) e.value = p }, await proof(one))
  other.expect(/status of 403|Response Status Error Code 403/)
  await other.page.getByRole("button", { name: "Not me" }).click()
  await other.see("This form is not of this session")
  await one.page.getByRole("button", { name: "Think about it" }).click()
  await one.see("kept for later")
  await other.page.getByText("later", { exact: true }).first().waitFor()
  await one.done()
  await other.done()
}
