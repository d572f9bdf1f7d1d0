"""Who is reviewing. For now a name that the person gives; the server listens on this machine only.

The entry asks `require_reviewer`, pages ask `reviewer`, so that a sign-in can take its place without touching them.
"""

from urllib.parse import unquote

import streamlit as st

from dashboard.ui import keys, texts
from dashboard.ui.components.remember import remember_reviewer

COOKIE = "callqa_reviewer"
MAX_NAME = 80


def reviewer() -> str:
    """The reviewer's name, within a page."""
    return str(st.session_state[keys.REVIEWER])


def require_reviewer() -> None:
    """Make sure that there is a name. Shows the form for it and ends the run where it is not known yet."""
    known = st.session_state.get(keys.REVIEWER) or _remembered()
    if known:
        st.session_state[keys.REVIEWER] = known
        # A reload begins a new session; the cookie saves the reviewer from giving the name again. It proves nothing.
        remember_reviewer(COOKIE, known)
        return
    _ask()
    st.stop()


def forget_reviewer() -> None:
    """Ask for the name again, for a change of shift at the same screen."""
    st.session_state[keys.REVIEWER] = ""
    for key in [key for key in st.session_state if str(key).startswith(keys.DRAFT_PREFIXES)]:
        del st.session_state[key]  # the next reviewer must not save what this one chose


def _remembered() -> str:
    if keys.REVIEWER in st.session_state:
        return ""
    return unquote(st.context.cookies.get(COOKIE, ""))[:MAX_NAME].strip()


def _ask() -> None:
    _, middle, _ = st.columns([1, 1.2, 1])
    with middle, st.container(key="sign_in"):
        st.html(
            f"<h1>{texts.TITLE}</h1><p>Your name is stored with every review that you save and with every recording "
            "that you open.</p>"
        )
        with st.form("sign_in_form", border=False, enter_to_submit=True):
            st.text_input("Your name", key=keys.REVIEWER_NAME, max_chars=MAX_NAME, placeholder="First and last name")
            st.form_submit_button("Start reviewing", key=keys.BEGIN, type="primary", on_click=_begin)


def _begin() -> None:
    st.session_state[keys.REVIEWER] = str(st.session_state.get(keys.REVIEWER_NAME, "")).strip()
