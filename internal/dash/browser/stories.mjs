// The stories, in the order in which they are told. Those that change what is there come last.
import * as doors from "./doors.mjs"
import * as looks from "./looks.mjs"
import * as uses from "./uses.mjs"

export const stories = {
  "every page, bright and dark, wide and narrow": looks.everyPage,
  "a page on paper": looks.paper,
  "nothing was said yet": looks.nothingYet,
  "every link leads somewhere": looks.links,
  "who is let in": doors.gate,
  "other pages get nothing": doors.strangers,
  "the keyboard alone": uses.keyboard,
  "down into the map and back": uses.drill,
  "what is said elsewhere appears": uses.live,
  "forms": uses.forms,
  "forms without script": uses.plain,
  "two browsers": uses.two,
  "the server ends, and another begins": doors.restart,
  "the store is gone": doors.gone,
}
