"""Registers the components whose scripts and styles lie in this folder, each once a process."""

from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

_FOLDER = Path(__file__).parent


@cache
def component(name: str, *parts: str) -> ComponentRenderer:
    """The component of `<name>.js`, with `<name>.css` where there is one; `parts`: scripts that go in front of it.

    A component's script is one module that can import nothing, so its parts are joined here.
    """
    style = _FOLDER / f"{name}.css"
    scripts = [(_FOLDER / f"{part}.js").read_text(encoding="utf-8") for part in (*parts, name)]
    return st.components.v2.component(
        f"callqa_{name}",
        js="\n".join(scripts),
        css=style.read_text(encoding="utf-8") if style.exists() else None,
    )
