"""The end of a review: note, save, next call."""

import streamlit as st

from dashboard.actions import SavedReview, save_review
from dashboard.backend import Backend
from dashboard.queries import next_waiting
from dashboard.ui import keys
from dashboard.ui.criteria import newest_by
from dashboard.views import CallView
from pipeline.domain.queue import QueueFilter
from pipeline.domain.review import Opinion
from pipeline.errors import CallqaError

_LONGEST_NOTE = 4000


def save_bar(backend: Backend, call: CallView, reviewer: str, opinions: dict[str, Opinion]) -> None:
    """Draw it; saving redraws the page with the stored review."""
    if st.session_state.get(keys.CLEAR_NOTE) == call.call_id:
        del st.session_state[keys.CLEAR_NOTE]
        st.session_state[keys.note(call.call_id)] = ""  # it is stored now, and shown among the reviews
    with st.container(key=keys.SAVE_BAR):
        note = st.text_area(
            "Note",
            key=keys.note(call.call_id),
            height=68,
            max_chars=_LONGEST_NOTE,
            placeholder="Note for the coach or the next reviewer. Names and numbers are hidden when you save.",
            label_visibility="collapsed",
            persist_state="session",
        )
        changed = _changed(call, reviewer, opinions, note or "")
        open_still = changed or newest_by(call.reviews, reviewer) is None  # a call may be fine with nothing to say
        with st.container(horizontal=True, vertical_alignment="center"):
            state = st.empty()
            state.html(_state(call, reviewer, opinions, changed))
            save = st.button(
                "Save review",
                key=keys.SAVE,
                type="primary" if open_still else "secondary",
                disabled=not open_still,
                shortcut="Ctrl+Enter",
            )
            if st.button("Next call", key=keys.NEXT_CALL, type="secondary" if open_still else "primary", shortcut="N"):
                _go_on(backend, call)
        if save:
            with state:
                _save(backend, call, reviewer, opinions, note or "")


def _changed(call: CallView, reviewer: str, opinions: dict[str, Opinion], note: str) -> bool:
    mine = newest_by(call.reviews, reviewer)
    stored = {one.criterion: one.opinion for one in mine.opinions} if mine else {}
    return opinions != stored or bool(note.strip())


def _state(call: CallView, reviewer: str, opinions: dict[str, Opinion], changed: bool) -> str:
    urgent = [one.id for one in call.criteria if one.needs_attention]
    left = sum(one not in opinions for one in urgent)
    judged = f"{len(urgent) - left} of {len(urgent)} judged" if urgent else ""
    if changed:
        return f'<span class="cq-unsaved">● Not saved yet</span> <span class="cq-quiet">{judged}</span>'
    saved: SavedReview | None = st.session_state.get(keys.SAVED)
    if saved is not None and saved.review.call_id == call.call_id:
        hidden = f", {saved.hidden} personal details hidden in the note" if saved.hidden else ""
        return f'<span class="cq-saved">Saved{hidden}</span>'
    if newest_by(call.reviews, reviewer):
        return '<span class="cq-saved">Reviewed by you</span>'
    return f'<span class="cq-quiet">{judged}</span>'


def _save(backend: Backend, call: CallView, reviewer: str, opinions: dict[str, Opinion], note: str) -> None:
    try:
        with st.spinner("Checking the note for personal details …" if note.strip() else "Saving …"):
            saved = save_review(backend, call.call_id, reviewer, opinions, note)
    except CallqaError as error:
        st.error(f"Nothing was saved: {error}")
        return
    st.session_state[keys.SAVED] = saved
    st.session_state[keys.CLEAR_NOTE] = call.call_id
    st.rerun()


def _go_on(backend: Backend, call: CallView) -> None:
    wanted, _ = st.session_state.get(keys.QUEUE_VIEW, (QueueFilter(), {}))
    following = next_waiting(backend, wanted, call.call_id)
    if following is None:
        st.switch_page("app_pages/queue.py")
    st.switch_page("app_pages/call.py", query_params={keys.CALL: following})
