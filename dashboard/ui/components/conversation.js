// Player and transcript of one call, and the keys of the call page. All texts are set as text, never as HTML.
// The criteria beside it are ordinary page elements: they carry data-cq-… attributes, and their clicks arrive here.
const instances = new WeakMap()
const SPEEDS = [1, 1.25, 1.5, 1.75, 2]
const STEP_S = 5
const KEYS = [
  ["Space", "play or pause"],
  ["← →", "5 seconds back or on"],
  ["j k", "next or previous evidence"],
  ["1 2 3", "agree, disagree, cannot tell"],
  ["s", "faster, then back to normal"],
  ["Ctrl Enter", "save the review"],
  ["n", "next call"],
  ["?", "show or hide this list"],
]

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

// ---- building ------------------------------------------------------------------------------------------------------

function make(parent) {
  const view = { generation: 0, turns: [], stops: [], stop: -1, current: -1, touched: 0 }
  const root = parent.appendChild(element("section", "conversation"))
  view.audio = root.appendChild(element("audio"))
  view.audio.preload = "auto"
  const bar = root.appendChild(element("div", "bar"))
  view.play = bar.appendChild(button("play", "Play (space)"))
  view.clock = bar.appendChild(element("span", "clock"))
  view.line = bar.appendChild(element("div", "line"))
  view.speed = bar.appendChild(button("speed", "Speed (s)", "1×"))
  view.help = bar.appendChild(button("help", "Keys (?)", "?"))
  view.note = root.appendChild(element("div", "note"))
  view.keys = root.appendChild(keyList())
  view.list = root.appendChild(element("div", "turns"))
  view.list.tabIndex = 0
  view.list.setAttribute("aria-label", "Transcript")
  view.selection = document.head.appendChild(element("style"))
  view.line.setAttribute("role", "slider")
  view.line.setAttribute("aria-label", "Place in the recording")
  view.handlers = {
    keydown: [document, (event) => onKey(view, event)],
    click: [document, (event) => onPageClick(view, event)],
    "callqa:sound": [window, () => takeSound(view)],
  }
  attach(view)
  return view
}

function attach(view) {
  view.play.onclick = () => toggle(view)
  view.speed.onclick = () => faster(view)
  view.help.onclick = () => view.keys.classList.toggle("open")
  view.line.onpointerdown = (event) => {
    const box = view.line.getBoundingClientRect()
    seek(view, ((event.clientX - box.left) / box.width) * view.data.duration)
  }
  for (const name of ["wheel", "pointerdown", "touchstart"]) {
    view.list.addEventListener(name, () => (view.touched = Date.now()), { passive: true })
  }
  for (const name of ["play", "pause", "ended"]) view.audio.addEventListener(name, () => showPlaying(view))
  view.audio.addEventListener("timeupdate", () => tick(view))
  view.audio.addEventListener("seeked", () => tick(view))
  view.audio.addEventListener("error", () => say(view, "This browser cannot play the recording."))
  view.list.addEventListener("click", (event) => onListClick(view, event))
}

function listen(view, on) {
  for (const [name, [target, handler]] of Object.entries(view.handlers)) {
    target[on ? "addEventListener" : "removeEventListener"](name, handler)
  }
}

function show(view, data) {
  const other = view.data?.call !== data.call
  view.data = data
  if (other) {
    view.stop = view.current = -1
    view.selected = ""
    view.audio.removeAttribute("src")
    view.sounding = ""
  }
  const cited = citations(data.criteria)
  view.turns = data.turns.map((turn) => turnRow(turn, cited.get(turn.index) || [], data))
  view.list.replaceChildren(...view.turns)
  view.stops = data.criteria
    .filter((one) => one.verdict === "not_met" || one.verdict === "cannot_score")
    .flatMap((one) => (one.evidence.length ? one.evidence : [null]).map((turn) => ({ criterion: one.id, turn })))
  drawLine(view)
  select(view, view.selected || "", false)
  say(view, data.has_sound ? "Loading the recording …" : "There is no recording to play for this call.")
  takeSound(view)
  tick(view)
  showPlaying(view)
}

function citations(criteria) {
  const cited = new Map()
  for (const criterion of criteria) {
    for (const turn of criterion.evidence) {
      if (!cited.has(turn)) cited.set(turn, [])
      cited.get(turn).push(criterion)
    }
  }
  return cited
}

function turnRow(turn, cited, { shapes, hidden }) {
  const row = element("div", `turn ${turn.speaker}`)
  row.dataset.turn = turn.index
  const time = row.appendChild(button("time", `Play from ${turn.clock}`, turn.clock))
  time.dataset.start = turn.start
  row.appendChild(element("span", "speaker", turn.speaker_word))
  const words = row.appendChild(element("p", "words"))
  words.dir = "auto"
  for (const part of turn.text.split(/(\[[A-Z][A-Z0-9_]+\])/)) {
    if (part in hidden) words.appendChild(element("span", "hidden", hidden[part]))
    else words.append(part)
  }
  const marks = row.appendChild(element("span", "marks"))
  const order = { not_met: 0, cannot_score: 1, met: 2, not_applicable: 3 }
  for (const one of [...cited].sort((a, b) => order[a.verdict] - order[b.verdict])) {
    const mark = marks.appendChild(button(`mark ${one.verdict}`, `${one.name}: show this criterion`))
    mark.dataset.criterion = one.id
    mark.append(shape(shapes[one.verdict]), one.id)
  }
  return row
}

function drawLine(view) {
  const { duration, turns, muted } = view.data
  const place = (name, start, end) => {
    const piece = element("i", name)
    piece.style.left = `${(100 * start) / duration}%`
    piece.style.width = `${Math.max((100 * (end - start)) / duration, 0.15)}%`
    return piece
  }
  const lanes = turns.map((turn) => {
    const piece = place(`lane ${turn.speaker}`, turn.start, turn.end)
    piece.dataset.turn = turn.index
    return piece
  })
  const silent = muted.map(([start, end]) => place("muted", start, end))
  view.head = element("i", "head")
  view.line.replaceChildren(...lanes, ...silent, view.head)
  view.line.title = "Upper lane: agent; lower lane: caller; hatched: muted personal details"
}

function keyList() {
  const box = element("dl", "keys")
  for (const [keys, does] of KEYS) {
    const term = box.appendChild(element("dt"))
    for (const key of keys.split(" ")) term.appendChild(element("kbd", "", key))
    box.appendChild(element("dd", "", does))
  }
  return box
}

// ---- sound ---------------------------------------------------------------------------------------------------------

function takeSound(view) {
  const sound = window.callqaSound
  if (!sound || sound.call !== view.data?.call || view.sounding === sound.url) return
  view.sounding = sound.url
  view.audio.src = sound.url
  say(view, "")
}

function toggle(view) {
  if (!view.sounding) return
  if (view.audio.paused) view.audio.play().catch(() => say(view, "The browser did not let the recording play."))
  else view.audio.pause()
}

function seek(view, seconds) {
  if (!view.data) return
  view.audio.currentTime = Math.min(Math.max(seconds, 0), view.data.duration)
  tick(view)
}

function playFrom(view, seconds) {
  view.touched = 0
  seek(view, seconds)
  if (view.audio.paused) toggle(view)
}

function faster(view) {
  const next = (SPEEDS.indexOf(view.audio.playbackRate) + 1) % SPEEDS.length
  view.audio.playbackRate = view.audio.defaultPlaybackRate = SPEEDS[next]
  view.speed.textContent = `${SPEEDS[next]}×`
}

function tick(view) {
  if (!view.data) return
  const now = view.audio.currentTime
  view.clock.textContent = `${clock(now)} / ${clock(view.data.duration)}`
  view.head.style.left = `${(100 * now) / view.data.duration}%`
  view.line.setAttribute("aria-valuemax", String(Math.round(view.data.duration)))
  view.line.setAttribute("aria-valuenow", String(Math.round(now)))
  view.line.setAttribute("aria-valuetext", clock(now))
  const silent = !view.audio.paused && view.data.muted.some(([start, end]) => now >= start && now < end)
  view.line.classList.toggle("silent", silent)
  const playing = view.audio.paused && now === 0 ? -1 : view.data.turns.findLastIndex((turn) => now >= turn.start - 0.05)
  if (playing === view.current) return
  view.turns[view.current]?.classList.remove("now")
  view.current = playing
  const row = view.turns[playing]
  if (!row) return
  row.classList.add("now")
  if (Date.now() - view.touched > 4000) bringIntoView(view, row)
}

function showPlaying(view) {
  const playing = !view.audio.paused && !view.audio.ended
  view.play.classList.toggle("playing", playing)
  view.play.setAttribute("aria-label", playing ? "Pause" : "Play")
}

function say(view, text) {
  view.note.textContent = text
}

// ---- evidence ------------------------------------------------------------------------------------------------------

function select(view, criterion, reveal = true) {
  view.selected = criterion
  const known = view.data.criteria.find((one) => one.id === criterion)
  const evidence = new Set(known ? known.evidence : [])
  view.turns.forEach((row, at) => {
    row.classList.toggle("evidence", evidence.has(view.data.turns[at].index))
    row.dataset.verdict = known ? known.verdict : ""
  })
  for (const mark of view.list.querySelectorAll(".mark")) {
    mark.classList.toggle("selected", mark.dataset.criterion === criterion)
  }
  const target = CSS.escape(criterion)
  view.selection.textContent = criterion
    ? `.cq-criterion[data-cq-select="${target}"] { --cq-edge: var(--cq-accent); background: var(--cq-selected); }`
    : ""
  if (!reveal || !criterion) return
  const card = document.querySelector(`.cq-criterion[data-cq-select="${target}"]`)
  const folded = card?.closest("details:not([open])")
  if (folded) folded.querySelector("summary")?.click()
  setTimeout(() => card?.scrollIntoView({ block: "nearest", behavior: "smooth" }), folded ? 250 : 0)
  const first = view.turns.find((row) => row.classList.contains("evidence"))
  if (first) bringIntoView(view, first)
}

function jump(view, step) {
  if (!view.stops.length) return
  const at = view.stop < 0 && step < 0 ? view.stops.length : view.stop
  view.stop = (at + step + view.stops.length) % view.stops.length
  const { criterion, turn } = view.stops[view.stop]
  select(view, criterion)
  if (turn !== null) playTurn(view, turn)
}

function playTurn(view, index) {
  const turn = view.data.turns.find((one) => one.index === index)
  if (turn) playFrom(view, turn.start)
}

function bringIntoView(view, row) {
  const box = view.list
  const above = row.offsetTop - box.offsetTop
  if (above < box.scrollTop + 20 || above + row.offsetHeight > box.scrollTop + box.clientHeight - 40) {
    box.scrollTo({ top: Math.max(above - box.clientHeight / 3, 0), behavior: "smooth" })
  }
}

function answer(view, place) {
  if (!view.selected) return
  const card = document.querySelector(`.cq-criterion[data-cq-select="${CSS.escape(view.selected)}"]`)
  const group = card?.closest("[class*='st-key-card_']")
  group?.querySelectorAll("[data-testid^='stBaseButton-segmented'], [role=radio]")[place]?.click()
}

// ---- events --------------------------------------------------------------------------------------------------------

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

function onKey(view, event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !view.audio.isConnected) return
  const target = event.composedPath()[0]
  if (target.closest?.("input, textarea, select, [contenteditable=true], [role=combobox]")) return
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

// ---- small things --------------------------------------------------------------------------------------------------

function clock(seconds) {
  const whole = Math.floor(seconds)
  const two = (value) => String(value).padStart(2, "0")
  const [hours, minutes, left] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60]
  return hours ? `${hours}:${two(minutes)}:${two(left)}` : `${minutes}:${two(left)}`
}

function element(tag, name = "", text = "") {
  const made = document.createElement(tag)
  if (name) made.className = name
  if (text) made.textContent = text
  return made
}

function button(name, label, text = "") {
  const made = element("button", name, text)
  made.type = "button"
  made.title = label
  made.setAttribute("aria-label", label)
  return made
}

function shape({ path, stroke }) {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg")
  drawing.setAttribute("viewBox", "0 0 14 14")
  drawing.setAttribute("aria-hidden", "true")
  const line = drawing.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "path"))
  line.setAttribute("d", path)
  line.setAttribute("fill", stroke ? "none" : "currentColor")
  if (stroke) {
    line.setAttribute("stroke", "currentColor")
    line.setAttribute("stroke-width", stroke)
  }
  return drawing
}
