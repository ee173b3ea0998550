// Keeps the page up to date, drills down and sends forms without losing one's place. Without this script every page and every form
// works all the same.
"use strict"
;(() => {
  const main = () => document.getElementById("main")
  const status = () => document.getElementById("status")
  const say = (text) => { status().textContent = text }
  // What was begun stays: a page with something in it that was not sent is not made anew by itself.
  const typing = () => {
    const at = document.activeElement
    return "kept" in main().dataset || [...main().querySelectorAll("input, textarea, select")].some((f) => f === at ||
      (f.options ? [...f.options].some((o, i) => o.selected !== (o.defaultSelected || (!i && ![...f.options].some((o) => o.defaultSelected)))) : f.value !== f.defaultValue))
  }

  // show puts what the server has at an address in the place of what is shown.
  const show = (address) => htmx.ajax("GET", address, { target: "#main", select: "#main", swap: "outerHTML show:none" })
  const here = () => new URL(main().dataset.from, location.href).href

  // Where the reader was, by something that is there again when the page has been made anew.
  const place = (at) => {
    if (!main().contains(at)) return null
    const href = at.getAttribute("href"), label = at.getAttribute("aria-label"), id = at.id, text = at.textContent
    return () => (id && document.getElementById(id)) || [...main().querySelectorAll("a, button, summary, [tabindex]")].find((e) =>
      (href && e.getAttribute("href") === href) || (label && e.getAttribute("aria-label") === label) || (!href && !label && text && e.textContent === text))
  }

  // While a form is under way, nothing else takes the place of the page that it was sent from.
  let soon, sending = 0
  const later = () => {
    clearTimeout(soon)
    soon = setTimeout(refresh, 150) // several things are often said at once
  }

  const refresh = async () => {
    if (sending) { later(); return }
    if (typing()) {
      say("Something new was said. ")
      const button = document.createElement("button")
      button.textContent = "Show it"
      button.addEventListener("click", () => { location.assign(here()) })
      status().append(button)
      return
    }
    const back = place(document.activeElement)
    const open = [...main().querySelectorAll("details[open]")].map((d) => d.id)
    await show(location.pathname.endsWith("/act") ? here() : location.href)
    for (const id of open) document.getElementById(id)?.setAttribute("open", "")
    const to = back && back()
    if (to) to.focus({ preventScroll: true })
    main().classList.add("fresh")
    say("Brought up to date at " + new Date().toLocaleTimeString() + ".")
  }

  let waits
  const listen = () => {
    clearTimeout(waits)
    const events = new EventSource("events?since=" + main().dataset.version)
    const leave = () => events.close()
    events.addEventListener("changed", (event) => {
      if (event.data === main().dataset.version) return
      later()
    })
    events.addEventListener("open", () => { if (status().dataset.lost) { delete status().dataset.lost; say("") } })
    events.addEventListener("error", async () => {
      status().dataset.lost = "yes"
      say("This page is not brought up to date any more: leadline dash does not answer. Start it again, and open the address that it prints.")
      if (events.readyState !== EventSource.CLOSED) return // it tries again
      removeEventListener("pagehide", leave)
      const answer = await fetch("assets/icon.svg").catch(() => null)
      if (answer && [403, 404, 421].includes(answer.status)) {
        say("This page is of a leadline dash that has ended: open the address that was printed last.")
        return
      }
      waits = setTimeout(listen, 5000)
    })
    addEventListener("pagehide", leave)
  }
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload() })

  // What is shown, to tell a step back from a jump within the page.
  const address = () => location.pathname + location.search
  let shown = address()
  const moveTo = (to) => {
    history.pushState(null, "", to)
    shown = address()
  }
  addEventListener("popstate", () => { if (address() !== shown) location.reload() })

  // A link that goes deeper on the same page changes its main part alone, and its heading is read out.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#main a")
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    const to = new URL(link.getAttribute("href") || link.href.baseVal, location.href)
    if (to.origin !== location.origin || to.pathname !== location.pathname || !to.pathname.endsWith("/map")) return
    event.preventDefault()
    show(to.href).then(() => {
      moveTo(to.href)
      document.title = main().querySelector("h1").textContent + document.title.slice(document.title.indexOf(" · "))
      main().focus({ preventScroll: true })
      scrollTo(0, 0)
    })
  })
  // What came of a form takes its place; what is wrong with it stands beside it.
  const posted = (event) => event.detail.requestConfig?.verb === "post"
  document.addEventListener("htmx:beforeRequest", (event) => { if (posted(event)) sending++ })
  document.addEventListener("htmx:afterRequest", (event) => { if (posted(event)) sending-- })
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!posted(event) && sending) {
      event.detail.shouldSwap = false
      later()
    }
    if (!posted(event) || event.detail.xhr.status >= 400) return
    const to = event.detail.xhr.responseURL
    if (to && to !== location.href) moveTo(to)
  })
  document.addEventListener("htmx:afterSwap", (event) => {
    if (!posted(event)) return
    const wrong = main().querySelector("[aria-invalid], .problem:not(:empty)")
    const to = wrong || document.getElementById("problem") || document.getElementById("told") || main()
    to.focus()
    to.scrollIntoView({ block: "nearest" })
  })
  const failed = (event, text) => {
    const form = event.target.closest?.("form.deed")
    if (!form) return
    const problem = form.querySelector(".problem")
    problem.textContent = text
    problem.focus()
  }
  document.addEventListener("htmx:responseError", (event) => failed(event, event.detail.xhr.responseText))
  document.addEventListener("htmx:sendError", (event) => failed(event, "Nothing was recorded: leadline dash does not answer."))

  listen()
})()
