"""Keys of widgets and of the session, in one place: tests find widgets by them, and some are names in the URL."""

from typing import Final

# Filters of the queue. The key is the name in the URL, so a link to a view can be sent to a colleague.
STATE: Final = "state"
SEVERITY: Final = "severity"
REASON: Final = "why"
CONTACT_TYPE: Final = "type"
AGENT: Final = "agent"
TEAM: Final = "team"
SEARCH: Final = "search"
FILTERS: Final = (STATE, SEVERITY, REASON, CONTACT_TYPE, AGENT, TEAM, SEARCH)

# Further names in the URL.
SORT: Final = "sort"
CALL: Final = "call"

# Widgets.
CLEAR_FILTERS: Final = "clear_filters"
CLEAR_ALL: Final = "clear_all"
QUEUE_TABLE: Final = "queue_table"
REVIEWER_NAME: Final = "reviewer_name"
BEGIN: Final = "begin"
CHANGE_NAME: Final = "change_name"
SAVE: Final = "save_review"
NEXT_CALL: Final = "next_call"
BACK: Final = "back_to_queue"
RETRY: Final = "retry"

# Containers, which Streamlit turns into CSS classes `st-key-…`.
TOP_BAR: Final = "top_bar"
FILTER_BAR: Final = "filter_bar"
CALL_HEAD: Final = "call_head"
CONVERSATION_PANE: Final = "conversation_pane"
CRITERIA_PANE: Final = "criteria_pane"
SAVE_BAR: Final = "save_bar"

# The session.
REVIEWER: Final = "session_reviewer"
QUEUE_VIEW: Final = "session_queue_view"
PAGE: Final = "session_page"
CAME_FROM: Final = "session_came_from"
LAST_CALL: Final = "session_last_call"
OPEN_SOUND: Final = "session_open_sound"
SAVED: Final = "session_saved"
CLEAR_NOTE: Final = "session_clear_note"


DRAFT_PREFIXES: Final = ("opinion_", "note_")
"""Keys of what a reviewer has chosen and written but perhaps not saved."""


def opinion(call_id: str, criterion: str) -> str:
    """The verdict buttons of one criterion."""
    return f"opinion_{call_id}_{criterion}"


def note(call_id: str) -> str:
    """The note of one call."""
    return f"note_{call_id}"
