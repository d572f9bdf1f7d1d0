// The queue. All texts are set as text, never as HTML.
const COLUMNS = [
  { key: "severity", label: "Severity", first: "asc" },
  { key: "", label: "Why it is here" },
  { key: "agent", label: "Agent", first: "asc" },
  { key: "type", label: "Call type", first: "asc" },
  { key: "length", label: "Length", first: "desc", number: true },
  { key: "started", label: "Started", first: "asc" },
  { key: "empathy", label: "Empathy", first: "asc", number: true },
  { key: "escalation", label: "Escalation", first: "asc", number: true },
  { key: "compliance", label: "Compliance", first: "asc", number: true },
  { key: "state", label: "Review", first: "desc" },
]
const instances = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  let table = instances.get(parentElement)
  if (!table) {
    table = make(parentElement)
    instances.set(parentElement, table)
  }
  table.ask = setTriggerValue
  const signature = JSON.stringify(data)
  if (table.signature !== signature) {
    table.signature = signature
    draw(table, data)
  }
  document.removeEventListener("keydown", table.onKey)
  document.addEventListener("keydown", table.onKey)
  table.generation += 1
  const mine = table.generation
  return () => {
    if (table.generation === mine) document.removeEventListener("keydown", table.onKey)
  }
}

function make(parent) {
  const table = { generation: 0, rows: [], at: 0, ask: () => {} }
  table.root = element("table", "queue")
  table.head = table.root.appendChild(element("thead"))
  table.body = table.root.appendChild(element("tbody"))
  parent.appendChild(table.root)
  table.onKey = (event) => onKey(table, event)
  table.root.addEventListener("click", (event) => onClick(table, event))
  return table
}

function draw(table, data) {
  table.head.replaceChildren(headRow(data.order))
  table.rows = data.rows.map((row) => bodyRow(row, data.shapes))
  table.body.replaceChildren(...table.rows)
  const last = data.rows.findIndex((row) => row.id === data.last)
  if (last >= 0) table.rows[last].classList.add("last")
  table.at = Math.max(last, 0)
  mark(table, last >= 0)
}

function headRow(order) {
  const descending = order.startsWith("-")
  const sorted = descending ? order.slice(1) : order
  const row = element("tr")
  for (const column of COLUMNS) {
    const cell = row.appendChild(element("th", column.number ? "number" : ""))
    cell.scope = "col"
    if (!column.key) {
      cell.textContent = column.label
      continue
    }
    const button = cell.appendChild(element("button", "", column.label))
    button.type = "button"
    const active = column.key === sorted
    if (active) cell.setAttribute("aria-sort", descending ? "descending" : "ascending")
    const turned = descending ? column.key : `-${column.key}`
    const begun = column.first === "desc" ? `-${column.key}` : column.key
    button.dataset.sort = active ? turned : begun
    button.appendChild(element("span", "arrow", active ? (descending ? "▼" : "▲") : ""))
  }
  return row
}

function bodyRow(row, shapes) {
  const line = element("tr", row.state)
  line.dataset.call = row.id
  const severity = line.appendChild(element("td", "severity"))
  if (row.severity) severity.appendChild(shape(shapes[row.severity]))
  severity.classList.add(row.severity || "none")
  severity.append(row.severity_word)
  const why = line.appendChild(element("td", "why"))
  const link = why.appendChild(element("a", "", row.reasons[0] || "Not flagged"))
  link.href = `call?call=${encodeURIComponent(row.id)}`
  link.tabIndex = -1
  if (row.reasons.length > 1) why.appendChild(element("span", "more", row.reasons.slice(1).join(" · ")))
  why.title = row.reasons.join("\n")
  line.appendChild(twoLines(row.agent, row.team))
  line.appendChild(element("td", "", row.type))
  line.appendChild(element("td", "number", row.length))
  const started = line.appendChild(twoLines(`${row.age} ago`, row.started))
  started.classList.add("started")
  for (const score of row.scores) line.appendChild(scoreCell(score, shapes))
  line.appendChild(twoLines(row.state_word, row.reviewers)).classList.add("state")
  return line
}

function twoLines(first, second) {
  const cell = element("td", "two")
  cell.appendChild(element("span", "", first))
  if (second) cell.appendChild(element("span", "more", second))
  cell.title = second ? `${first}\n${second}` : first
  return cell
}

function scoreCell(score, shapes) {
  const cell = element("td", score.failed ? "number failed" : "number")
  if (score.failed) {
    cell.title = `Auto-fail; would be ${score.would}`
    cell.append(shape(shapes.critical), score.text)
    cell.appendChild(element("span", "more", `would be ${score.would}`))
  } else {
    cell.append(score.text)
  }
  return cell
}

function onClick(table, event) {
  const sort = event.target.closest("[data-sort]")
  if (sort) {
    table.ask("sort", sort.dataset.sort)
    return
  }
  const row = event.target.closest("tr[data-call]")
  if (!row || getSelection().toString()) return
  if (event.ctrlKey || event.metaKey || event.shiftKey) return // the browser opens the link in a new tab
  event.preventDefault()
  table.at = table.rows.indexOf(row)
  open(table)
}

function onKey(table, event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !table.root.isConnected) return
  const target = event.composedPath()[0]
  if (target.closest?.("input, textarea, select, [role=combobox], [role=listbox]")) return
  if (target.closest?.("button, a") && !/^[jk]$/.test(event.key)) return // Enter and arrows are the control's own
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key]
  if (step) {
    event.preventDefault()
    table.at = Math.min(Math.max(table.at + (table.marked ? step : 0), 0), table.rows.length - 1)
    mark(table, true)
    table.rows[table.at]?.scrollIntoView({ block: "nearest" })
  } else if (event.key === "Enter" && table.marked) {
    event.preventDefault()
    open(table)
  }
}

function open(table) {
  const row = table.rows[table.at]
  if (!row) return
  mark(table, true)
  row.classList.add("opening")
  table.ask("open", row.dataset.call)
}

function mark(table, marked) {
  table.marked = marked
  table.rows.forEach((row, at) => row.classList.toggle("at", marked && at === table.at))
}
