"""The look that the theme settings cannot reach: density, marks, and the places of the panes."""

from functools import cache
from pathlib import Path

import streamlit as st

from dashboard.ui import shapes

_STYLE = Path(__file__).with_name("style.css")


def apply_theme() -> None:
    """Put the style sheet into the page; call once a run, before anything is drawn."""
    st.html(f"<style>{_style()}</style>")


@cache
def _style() -> str:
    return _STYLE.read_text(encoding="utf-8") + shapes.style()
