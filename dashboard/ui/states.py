"""What a page shows when there is nothing to show: what happened, and what to do next."""

from html import escape

import streamlit as st


def message(title: str, text: str, command: str = "") -> None:
    """A calm block in the middle of the page; `command` is something to type in a terminal."""
    line = f"<code>{escape(command)}</code>" if command else ""
    st.html(f'<div class="cq-state"><h2>{escape(title)}</h2><p>{escape(text)}</p>{line}</div>')


def problem(title: str, text: str, command: str = "") -> None:
    """The same for something that went wrong; read out at once by a screen reader."""
    line = f"<code>{escape(command)}</code>" if command else ""
    st.html(
        f'<div class="cq-state cq-state-problem" role="alert"><h2>{escape(title)}</h2><p>{escape(text)}</p>{line}</div>'
    )
