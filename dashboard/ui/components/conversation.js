// Player and transcript of one call, and the keys of the call page. All texts are set as text, never as HTML.
// The criteria beside it are ordinary page elements: they carry data-cq-… attributes, and their clicks arrive here.
const instances = new WeakMap()
const STEP_S = 5

export default function ({ data, parentElement }) {
  let view = instances.get(parentElement)
  if (!view) {
    view = make(parentElement)
    instances.set(parentElement, view)
  }
  const signature = JSON.stringify(data)
  if (view.signature !== signature) {
    view.signature = signature
    show(view, data)
  }
  listen(view, false)
  listen(view, true)
  view.generation += 1
  const mine = view.generation
  return () => {
    if (view.generation !== mine) return // a newer drawing has taken over
    listen(view, false)
    view.audio.pause()
    view.selection.remove()
  }
}

function onListClick(view, event) {
  const time = event.target.closest("[data-start]")
  const mark = event.target.closest("[data-criterion]")
  if (time) playFrom(view, Number(time.dataset.start))
  if (mark) select(view, mark.dataset.criterion)
}

function onPageClick(view, event) {
  const from = event.composedPath().find((one) => one.dataset?.cqPlay !== undefined || one.dataset?.cqSelect)
  if (!from) return
  if (from.dataset.cqPlay === undefined) {
    if (!event.composedPath().some((one) => one.tagName === "SUMMARY")) select(view, from.dataset.cqSelect)
    return
  }
  select(view, from.dataset.cqCriterion, false)
  const turn = Number(from.dataset.cqPlay)
  view.stop = view.stops.findIndex((stop) => stop.criterion === view.selected && stop.turn === turn)
  playTurn(view, turn)
}

// Listens before the page's own controls do: a verdict that was just clicked has the focus, and would take Enter and
// space for itself.
function onKey(view, event) {
  if (event.altKey || !view.audio.isConnected) return
  const target = event.composedPath()[0]
  if (target.closest?.("input, textarea, select, [contenteditable=true], [role=combobox]")) return
  if (event.ctrlKey || event.metaKey) {
    if (event.key === "Enter") save(event)
    return
  }
  if (event.key === "Tab") view.tabbed = true
  // Whoever came to a control by Tab means the control; after a click the keys belong to the recording again.
  if (view.tabbed && target.matches?.("button, summary, a") && /^( |Arrow.*)$/.test(event.key)) return
  const act = {
    " ": () => toggle(view),
    j: () => jump(view, 1),
    k: () => jump(view, -1),
    s: () => faster(view),
    ArrowLeft: () => seek(view, view.audio.currentTime - STEP_S),
    ArrowRight: () => seek(view, view.audio.currentTime + STEP_S),
    "?": () => view.keys.classList.toggle("open"),
    Escape: () => view.keys.classList.remove("open"),
    1: () => answer(view, 0),
    2: () => answer(view, 1),
    3: () => answer(view, 2),
  }[event.key]
  if (!act) return
  event.preventDefault() // also keeps space from pressing the button that was clicked last
  event.stopPropagation()
  act()
}

function save(event) {
  const button = document.querySelector(".st-key-save_review button:enabled")
  if (!button) return
  event.preventDefault()
  event.stopPropagation()
  button.click()
}
