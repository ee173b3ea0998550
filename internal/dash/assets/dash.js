// Keeps the page up to date, and drills down without losing one's place. Without this script every page works all the same.
"use strict"
;(() => {
  const main = () => document.getElementById("main")
  const status = () => document.getElementById("status")
  const say = (text) => { status().textContent = text }
  const typing = () => {
    const at = document.activeElement
    return [...main().querySelectorAll("input, textarea")].some((f) => f === at || f.value !== f.defaultValue)
  }

  // show puts what the server has at an address in the place of what is shown.
  const show = (address) => htmx.ajax("GET", address, { target: "#main", select: "#main", swap: "outerHTML show:none" })

  // Where the reader was, by something that is there again when the page has been made anew.
  const place = (at) => {
    if (!main().contains(at)) return null
    const href = at.getAttribute("href"), label = at.getAttribute("aria-label")
    return () => [...main().querySelectorAll("a, [tabindex]")].find((e) =>
      (href && e.getAttribute("href") === href) || (label && e.getAttribute("aria-label") === label))
  }

  const refresh = async () => {
    if (typing()) {
      say("Something new was said. ")
      const button = document.createElement("button")
      button.textContent = "Show it"
      button.addEventListener("click", () => { location.reload() })
      status().append(button)
      return
    }
    const back = place(document.activeElement)
    await show(location.href)
    const to = back && back()
    if (to) to.focus({ preventScroll: true })
    main().classList.add("fresh")
    say("Brought up to date at " + new Date().toLocaleTimeString() + ".")
  }

  let soon
  const listen = () => {
    const events = new EventSource("events?since=" + main().dataset.version)
    events.addEventListener("changed", (event) => {
      if (event.data === main().dataset.version) return
      clearTimeout(soon)
      soon = setTimeout(refresh, 150) // several things are often said at once
    })
    events.addEventListener("open", () => { if (status().dataset.lost) { delete status().dataset.lost; say("") } })
    events.addEventListener("error", () => {
      status().dataset.lost = "yes"
      say("This page is not brought up to date any more: leadline dash does not answer.")
    })
    addEventListener("pagehide", () => events.close())
    addEventListener("pageshow", (event) => { if (event.persisted) location.reload() })
  }

  // A link that goes deeper on the same page changes its main part alone, and its heading is read out.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#main a")
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    const to = new URL(link.getAttribute("href") || link.href.baseVal, location.href)
    if (to.origin !== location.origin || to.pathname !== location.pathname || !to.pathname.endsWith("/map")) return
    event.preventDefault()
    show(to.href).then(() => {
      history.pushState(null, "", to.href)
      document.title = main().querySelector("h1").textContent + document.title.slice(document.title.indexOf(" · "))
      main().focus({ preventScroll: true })
      scrollTo(0, 0)
    })
  })
  addEventListener("popstate", () => { location.reload() })

  listen()
})()
