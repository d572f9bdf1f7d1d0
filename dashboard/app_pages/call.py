"""One call: what was said, what the machine makes of it, and what the reviewer decides."""

import streamlit as st

from dashboard.actions import open_sound
from dashboard.backend import Backend
from dashboard.identity import reviewer
from dashboard.opening import opened_backend
from dashboard.queries import call_view, withheld_calls
from dashboard.ui import keys, states, texts
from dashboard.ui.call_head import call_head
from dashboard.ui.components.conversation import conversation, give_sound
from dashboard.ui.criteria import criteria_list
from dashboard.ui.save_bar import save_bar
from dashboard.ui.zone import reader_zone
from dashboard.views import CallView
from pipeline.domain.ids import CallId
from pipeline.errors import VaultError


def main() -> None:
    """Draw the page of the call that the address names."""
    backend, me = opened_backend(), reviewer()
    asked = st.query_params.get(keys.CALL, "")
    call = call_view(backend, CallId(asked)) if asked else None
    if call is None:
        _unknown(backend, asked)
        return
    st.session_state[keys.LAST_CALL] = call.call_id
    backend.warm_up()
    with st.container(key=keys.CALL_HEAD, horizontal=True, wrap=False, vertical_alignment="top"):
        _, view = st.session_state.get(keys.QUEUE_VIEW, (None, {}))
        st.page_link("app_pages/queue.py", label="Queue", icon=":material/arrow_back:", query_params=view)
        call_head(call, reader_zone())
    left, right = st.columns([1.22, 1], gap="medium")
    with left, st.container(key=keys.CONVERSATION_PANE):
        sound = _sound(backend, call, me)
        conversation(call, key=f"conversation_{call.call_id}", has_sound=sound is not None)
        if sound is not None:
            give_sound(call.call_id, sound, key=f"sound_{call.call_id}")
    with right:
        _judgement(backend, call, me)


@st.fragment
def _judgement(backend: Backend, call: CallView, me: str) -> None:
    # A fragment: choosing a verdict redraws this half only, and the recording plays on.
    with st.container(key=keys.CRITERIA_PANE):
        opinions = criteria_list(call, me, reader_zone())
    save_bar(backend, call, me, opinions)


def _sound(backend: Backend, call: CallView, me: str) -> bytes | None:
    """Decrypted once an opening, so that the access log counts openings and not redraws."""
    held: tuple[str, bytes | None] | None = st.session_state.get(keys.OPEN_SOUND)
    if held is not None and held[0] == call.call_id:
        return held[1]
    try:
        sound = open_sound(backend, call.call_id, me)
    except VaultError as error:
        states.problem("The recording cannot be opened", str(error), "callqa doctor")
        return None
    st.session_state[keys.OPEN_SOUND] = (call.call_id, sound)
    return sound


def _unknown(backend: Backend, asked: str) -> None:
    if asked in withheld_calls(backend):
        states.message("This call is withheld", texts.WITHHELD_CALL)
    elif asked:
        states.message(
            "There is no such call",
            "It was deleted, or is not processed yet, or the address is mistyped. Ids look like k7mq-3wxz-9h2p.",
        )
    else:
        states.message("No call is open", "Choose one in the queue.")
    _, middle, _ = st.columns([2, 1, 2])
    if middle.button("Go to the queue", key=keys.BACK, width="stretch"):
        st.switch_page("app_pages/queue.py")


main()
