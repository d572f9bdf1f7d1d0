"""What was processed, what was turned away and why, and how much is stored."""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from dashboard.opening import opened_backend
from dashboard.queries import rejections, store_status, withheld_calls
from dashboard.reasons import rule_name
from dashboard.ui import formats, states, texts
from dashboard.ui.shapes import drawing
from pipeline.domain.ids import CallId
from pipeline.domain.recording import RejectionReason
from pipeline.domain.status import HiddenCounts

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
    _redaction(status.hidden)
    _withheld(withheld_calls(backend))
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


def _redaction(hidden: HiddenCounts) -> None:
    hot = " cq-hot" if hidden.withheld_by_gate else ""
    figures = (
        (hidden.identifiers, f"{formats.noun('identifier', hidden.identifiers)} hidden", ""),
        (hidden.by_gate, "of them by the second look", ""),
        (hidden.withheld_by_gate, f"{formats.noun('call', hidden.withheld_by_gate)} withheld by it", hot),
    )
    counts = "".join(f'<span class="cq-count{kind}"><b>{count:,}</b>{what}</span>' for count, what, kind in figures)
    st.html(
        f'<h2>Redaction</h2><div class="cq-counts">{counts}</div><p class="cq-said">{escape(texts.SECOND_LOOK)}</p>'
    )


def _withheld(calls: Mapping[CallId, RejectionReason]) -> None:
    """The calls of which nothing is shown: which, why, and what a person can do."""
    if not calls:
        return
    rows = "".join(
        f"<tr><td>{escape(call)}</td><td>{escape(texts.REJECTIONS[reason])}</td></tr>" for call, reason in calls.items()
    )
    ways = "".join(
        f"<dt>{escape(title)}</dt><dd>{escape(text)}{f' <code>{escape(command)}</code>' if command else ''}</dd>"
        for title, text, command in texts.WITHHELD_WAYS_OUT
    )
    noun = "call is" if len(calls) == 1 else "calls are"
    st.html(
        f'<section class="cq-withheld"><h2>{drawing("critical")}{len(calls)} {noun} withheld</h2>'
        f"<p>{escape(texts.WITHHELD)}</p><dl>{ways}</dl>"
        f'<table class="cq-table"><tr><th>Call</th><th>Why</th></tr>{rows}</table></section>'
    )


def _table(title: str, rows: Sequence[Row], heads: Row = ()) -> None:
    head = f"<tr>{''.join(f'<th>{escape(one)}</th>' for one in heads)}</tr>" if heads else ""
    body = "".join(f"<tr>{''.join(f'<td>{escape(one)}</td>' for one in row)}</tr>" for row in rows)
    kind = "cq-table" if heads else "cq-table cq-figures"
    st.html(f'<h2>{escape(title)}</h2><table class="{kind}">{head}{body}</table>')


main()
