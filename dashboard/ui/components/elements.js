// Small things that the components share; put in front of their scripts.

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
