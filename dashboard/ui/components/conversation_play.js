// Playing, and the way between criteria and the places that made them so.

const SPEEDS = [1, 1.25, 1.5, 1.75, 2]

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
    ? `[class*="st-key-card_"]:has([data-cq-select="${target}"]) { --cq-edge: var(--cq-accent); background: var(--cq-selected); }`
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

// The verdict buttons may still be on their way, or be redrawn at this very moment: look again until the answer stands.
function answer(view, place, tries = 8) {
  clearTimeout(view.answering) // a later key takes the place of an earlier one
  const criterion = view.selected
  if (!criterion || !tries) return
  const card = document.querySelector(`.cq-criterion[data-cq-select="${CSS.escape(criterion)}"]`)
  const choice = card?.closest("[class*='st-key-card_']")?.querySelectorAll("[role=radio]")[place]
  if (choice?.getAttribute("aria-checked") === "true") return
  choice?.click()
  view.answering = setTimeout(() => view.selected === criterion && answer(view, place, tries - 1), 400)
}
