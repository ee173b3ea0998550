// Tells the stories of the dashboard in a real browser. Words choose stories by their names.
import { stories } from "./stories.mjs"
import { Desk, screens } from "./desk.mjs"

const wanted = process.argv.slice(2)
let failed = 0
const desks = { team: new Desk("team"), empty: new Desk("empty") }
for (const [name, story] of Object.entries(stories)) {
  if (wanted.length && !wanted.some((w) => name.includes(w))) continue
  const begun = Date.now()
  try {
    await story(desks)
    console.log(`dash: ok    ${name} (${((Date.now() - begun) / 1000).toFixed(1)} s)`)
  } catch (error) {
    failed++
    console.log(`dash: FAIL  ${name}: ${error.stack ?? error}`)
    let n = 0
    for (const d of Object.values(desks)) {
      for (const b of d.browsers) for (const c of b.contexts()) for (const p of c.pages()) await p.screenshot({ path: `${screens}/failed-${++n}.png` }).catch(() => {})
    }
  } finally {
    for (const d of Object.values(desks)) await d.clear()
  }
}
process.exitCode = failed ? 1 : 0
