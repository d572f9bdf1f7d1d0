"""Gives pages the backend, or tells the reader why there is none and what to do about it."""

from typing import NoReturn

import streamlit as st

from dashboard.backend import Backend, open_backend
from dashboard.ui import keys, states
from pipeline.errors import CallqaError
from pipeline.settings import Settings


def opened_backend() -> Backend:
    """The backend of the settings; shows a page of its own and ends the run where it cannot be opened."""
    try:
        return _backend()
    except CallqaError as error:
        _explain(str(error))
    except Exception as error:  # noqa: BLE001  whatever keeps the store shut, a reader needs words and not a trace
        _explain(
            f"The database did not answer ({type(error).__name__}). Check that it runs and that its disk is there."
        )


def _explain(reason: str) -> NoReturn:
    states.problem("The store cannot be opened", reason, "callqa doctor")
    _, middle, _ = st.columns([2, 1, 2])
    middle.button("Try again", key=keys.RETRY, width="stretch")
    st.stop()


@st.cache_resource(show_spinner="Opening the store …")
def _backend() -> Backend:
    return open_backend(Settings())
