"""The dashboard's entry: who is there, and which page. Everything else lies in the pages."""

import streamlit as st

from dashboard.identity import require_reviewer
from dashboard.ui import keys, texts
from dashboard.ui.theme import apply_theme


def main() -> None:
    """One run of the app."""
    st.set_page_config(page_title=texts.TITLE, layout="wide")
    apply_theme()
    require_reviewer()
    page = st.navigation(
        [
            st.Page("app_pages/queue.py", title="Queue", default=True),
            st.Page("app_pages/call.py", title="Call", url_path="call", visibility="hidden"),
            st.Page("app_pages/status.py", title="Status", url_path="status"),
        ],
        position="top",
    )
    # Before the page runs: a run may be cut short by the next click.
    st.session_state[keys.CAME_FROM] = st.session_state.get(keys.PAGE, page.title)
    st.session_state[keys.PAGE] = page.title
    page.run()


main()
