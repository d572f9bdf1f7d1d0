"""What was processed, what was turned away and why, and how much is stored."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard.opening import opened_backend
from dashboard.queries import rejections, store_status
from dashboard.reasons import rule_name
from dashboard.ui import formats, states, texts

Row = tuple[str, ...]


def main() -> None:
    """Draw the page."""
    backend = opened_backend()
    status, turned_away = store_status(backend), rejections(backend)
    if not status.sources:
        states.message("Nothing was processed yet", "Recordings come in from the command line.", "callqa process PATH")
        return
    steps = [(texts.STEPS[step], str(count)) for step, count in status.calls_by_step.items()]
    flags = [(rule_name(rule, backend.guide), str(count)) for rule, count in status.flags_by_rule.items()]
    stored = [
        ("Files delivered", str(status.sources)),
        ("Calls", str(status.calls)),
        ("Hours of sound", f"{status.audio_hours:.1f}"),
        ("Waiting for review", str(status.waiting_for_review)),
        ("Deleted calls", str(status.deleted_calls)),
        ("Database", formats.size(status.database_bytes)),
    ]
    for place, (title, rows) in zip(
        st.columns(3, gap="large"),
        (("Calls by step", steps), ("Flagged calls by reason", flags), ("Store", stored)),
        strict=True,
    ):
        with place:
            _table(title, rows)
    if status.unfinished_deletions:
        ids = ", ".join(status.unfinished_deletions)
        states.problem("A deletion was cut off", f"Delete again to complete it: {ids}", "callqa delete CALL")
    away = [
        (texts.REJECTIONS[one.reason], texts.WORK[one.step], one.hint[:1].upper() + one.hint[1:], one.source_id)
        for one in turned_away
    ]
    if away:
        _table("Turned away", away, ("Reason", "Stopped at", "What to do", "Source"))
    else:
        st.html('<h2>Turned away</h2><p class="cq-quiet">No recording was turned away.</p>')


def _table(title: str, rows: Sequence[Row], heads: Row = ()) -> None:
    head = f"<tr>{''.join(f'<th>{escape(one)}</th>' for one in heads)}</tr>" if heads else ""
    body = "".join(f"<tr>{''.join(f'<td>{escape(one)}</td>' for one in row)}</tr>" for row in rows)
    kind = "cq-table" if heads else "cq-table cq-figures"
    st.html(f'<h2>{escape(title)}</h2><table class="{kind}">{head}{body}</table>')


main()
