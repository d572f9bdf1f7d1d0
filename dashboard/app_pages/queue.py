"""The queue: what waits for a person, gravest first."""

from datetime import UTC, datetime

import streamlit as st

from dashboard.backend import Backend
from dashboard.identity import forget_reviewer, reviewer
from dashboard.opening import opened_backend
from dashboard.ordering import DEFAULT_ORDER, known_order, ordered
from dashboard.queries import queue_choices, queue_lines, queue_summary
from dashboard.ui import keys, states
from dashboard.ui.components.queue_table import queue_table
from dashboard.ui.filters import clear_filters, filter_bar, is_filtered
from dashboard.ui.zone import reader_zone
from dashboard.views import QueueSummary
from pipeline.domain.queue import QueueFilter, ReviewState

# More than anybody reads through; what is below them comes up when those above are reviewed.
MOST_LINES = 200


def main() -> None:
    """Draw the page."""
    _restore_view()
    backend, me = opened_backend(), reviewer()
    st.session_state.pop(keys.OPEN_SOUND, None)  # a decrypted sound stays in memory only while its call is open
    summary = queue_summary(backend, me)
    if summary.total == 0:
        _nothing_flagged(backend)
        return
    _top_line(summary, me)
    wanted = filter_bar(queue_choices(backend), backend.guide)
    order = known_order(st.query_params.get(keys.SORT, DEFAULT_ORDER))
    st.session_state[keys.QUEUE_VIEW] = (wanted, _address())
    lines = ordered(queue_lines(backend, wanted.model_copy(update={"limit": MOST_LINES})), order)
    if not lines:
        _none_left(wanted, summary)
        return
    asked = queue_table(
        lines,
        key=keys.QUEUE_TABLE,
        order=order,
        last=st.session_state.get(keys.LAST_CALL),
        now=datetime.now(UTC),
        zone=reader_zone(),
    )
    if len(lines) == MOST_LINES:
        st.html(f'<p class="cq-more">The {MOST_LINES} gravest are shown. Filters bring up the others.</p>')
    if asked.open:
        st.switch_page("app_pages/call.py", query_params={keys.CALL: asked.open})
    if asked.sort:
        st.query_params[keys.SORT] = asked.sort
        st.rerun()


def _restore_view() -> None:
    """Coming back from another page, show the queue as it was left: the way back need not carry the filters."""
    _, view = st.session_state.get(keys.QUEUE_VIEW, (None, {}))
    came_back = st.session_state[keys.CAME_FROM] != st.session_state[keys.PAGE]
    bare = not (set(st.query_params) - {keys.CALL})
    if came_back and bare and view:
        st.switch_page("app_pages/queue.py", query_params=view)
    if keys.CALL in st.query_params:  # the browser's way back keeps it
        del st.query_params[keys.CALL]


def _address() -> dict[str, list[str]]:
    """The names and values in the address; a name may have several."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def _top_line(summary: QueueSummary, me: str) -> None:
    with st.container(key=keys.TOP_BAR, horizontal=True, vertical_alignment="center"):
        share = 100 * summary.reviewed / summary.total
        hot = " cq-hot" if summary.critical else ""
        st.html(
            '<div class="cq-counts">'
            f'<span class="cq-count"><b>{summary.waiting}</b>to review</span>'
            f'<span class="cq-count{hot}"><b>{summary.critical}</b>critical</span>'
            f'<span class="cq-count"><b>{summary.reviewed}</b>reviewed, {summary.by_me} by you</span>'
            f'<span class="cq-progress" role="img" aria-label="{share:.0f} % reviewed">'
            f'<i style="width:{share:.1f}%"></i></span></div>'
        )
        st.button(
            me,
            key=keys.CHANGE_NAME,
            type="tertiary",
            on_click=forget_reviewer,
            help="You are reviewing under this name. Click to change it.",
        )


def _nothing_flagged(backend: Backend) -> None:
    if backend.store.status().calls:
        states.message("No call is flagged", "Every processed call is fine, and none was drawn for a check.")
    else:
        states.message(
            "No calls yet",
            "Recordings are processed from the command line. Flagged calls appear here by themselves after a reload.",
            "callqa process PATH-TO-RECORDINGS",
        )


def _none_left(wanted: QueueFilter, summary: QueueSummary) -> None:
    if summary.waiting == 0 and wanted.states == {ReviewState.WAITING}:
        states.message("All done", f"Every one of the {summary.total} flagged calls has been reviewed.")
    elif is_filtered(wanted):
        states.message("No call passes these filters", "Take one of them away, or clear them all.")
    else:
        states.message("Nothing here", "No flagged call is in this state.")
    _, middle, _ = st.columns([2, 1, 2])
    middle.button("Show all calls", key=keys.CLEAR_ALL, on_click=clear_filters, width="stretch")


main()
