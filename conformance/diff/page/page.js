// Steps through the behaviours of the page. Without it they are all there, one below the other.
"use strict"

/** @param {HTMLElement} stepper */
const enliven = (stepper) => {
  const tabs = [...stepper.querySelectorAll('[role="tab"]')]
  const panels = [...stepper.querySelectorAll('[role="tabpanel"]')]
  const arrows = [...stepper.querySelectorAll(".diagram .step")]
  const [back, on, where] = [".back", ".on", ".where"].map((name) => stepper.querySelector(name))
  const last = tabs.length - 1
  let current = last

  // What is seen below anyhow is only read aloud.
  const tell = () => {
    const changes = [...panels[current].querySelectorAll(".changes > div")].map(
      (change) => `. ${change.querySelector("dt").textContent}: ${change.querySelector("dd").textContent}`
    )
    const aloud = document.createElement("span")
    aloud.className = "unseen"
    aloud.textContent = changes.join("")
    where.replaceChildren(`Step ${current} of ${last}`, aloud)
  }

  /** A diagram that is too large shows the step's own part. */
  const reveal = (arrow) => {
    const { x, y, width } = arrow.querySelector("text").getBBox()
    const region = arrow.closest(".diagram")
    region.scrollLeft = x + width / 2 - region.clientWidth / 2
    region.scrollTop = y - region.clientHeight / 2
  }

  const show = (next) => {
    current = Math.max(0, Math.min(last, next))
    for (const [i, tab] of tabs.entries()) {
      tab.setAttribute("aria-selected", String(i === current))
      tab.tabIndex = i === current ? 0 : -1
      panels[i].classList.toggle("current", i === current)
      // Hidden from sight and from readers, and yet as high as it is: nothing below it moves.
      panels[i].inert = i !== current
    }
    for (const [i, arrow] of arrows.entries()) arrow.classList.toggle("current", i + 1 === current)
    if (current > 0) reveal(arrows[current - 1])
    back.disabled = current === 0
    on.disabled = current === last
  }

  const go = (next, { focus }) => {
    show(next)
    tell()
    // A button that is disabled under the finger would lose the keyboard's place.
    if (focus || document.activeElement === document.body) tabs[current].focus()
  }

  stepper.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    if (event.target.closest(".controls, .steps") === null) return
    const steps = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, Home: -Infinity, End: Infinity }
    if (!(event.key in steps)) return
    event.preventDefault()
    go(current + steps[event.key], { focus: true })
  })
  for (const [button, by] of [
    [back, -1],
    [on, 1]
  ])
    button.addEventListener("click", () => {
      go(current + by, { focus: button.disabled })
      if (button.disabled) tabs[current].focus()
    })
  for (const [i, tab] of tabs.entries()) tab.addEventListener("click", () => go(i, { focus: true }))
  for (const arrow of arrows) arrow.addEventListener("click", () => go(Number(arrow.dataset.step), { focus: true }))

  // What is open stays open from step to step.
  for (const details of panels.map((panel) => panel.querySelector("details")))
    details.addEventListener("toggle", () => {
      for (const panel of panels) panel.querySelector("details").open = details.open
    })
  stepper.classList.add("live")
  show(last)
}

for (const stepper of document.querySelectorAll(".stepper")) enliven(stepper)
