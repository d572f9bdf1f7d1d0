// How the player and the transcript are built.

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
    pointerdown: [document, () => (view.tabbed = false)],
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
    target[on ? "addEventListener" : "removeEventListener"](name, handler, { capture: true })
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
    .filter((one) => one.urgent)
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
  for (const urgent of [true, false]) {
    const shown = cited.filter((one) => one.urgent === urgent)
    if (!shown.length) continue
    const marks = row.appendChild(element("span", urgent ? "marks" : "marks aside"))
    for (const one of shown) {
      const mark = marks.appendChild(button(`mark ${one.verdict}`, `${one.name}: show this criterion`))
      mark.dataset.criterion = one.id
      mark.append(shape(shapes[one.verdict]), one.id)
    }
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
