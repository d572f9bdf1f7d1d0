"""Registers the components whose script and style lie in this folder, each once a process."""

from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

_FOLDER = Path(__file__).parent


@cache
def component(name: str) -> ComponentRenderer:
    """The component of `<name>.js`, with `<name>.css` where there is one."""
    style = _FOLDER / f"{name}.css"
    return st.components.v2.component(
        f"callqa_{name}",
        js=(_FOLDER / f"{name}.js").read_text(encoding="utf-8"),
        css=style.read_text(encoding="utf-8") if style.exists() else None,
    )
