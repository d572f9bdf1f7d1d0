"""The head of the call page: which call it is, why it is here, and its three scores."""

from datetime import tzinfo
from html import escape

import streamlit as st

from dashboard.ui import formats, marks, texts
from dashboard.views import CallView
from pipeline.domain.score import Dimension


def call_head(call: CallView, zone: tzinfo) -> None:
    """One band: facts and reasons on the left, the scores on the right."""
    mark = marks.severity(call.severity) if call.severity else ""
    tiles = "".join(marks.score_tile(texts.DIMENSIONS[dimension], call.score(dimension)) for dimension in Dimension)
    why = "; ".join(escape(reason) for reason in call.reasons) or "Not flagged"
    st.html(
        f'<div class="cq-head"><div class="cq-head-main"><h1>{escape(_title(call))}{mark}</h1>'
        f'<div class="cq-facts">{_facts(call, zone)}</div><div class="cq-why" title="{why}">{why}</div></div>'
        f'<div class="cq-tiles">{tiles}</div></div>'
    )


def _title(call: CallView) -> str:
    kind = call.context.contact_type
    agent = call.context.agent_name or call.context.agent_id or texts.UNKNOWN_AGENT
    return f"{texts.CONTACT_TYPES[kind] if kind else texts.UNKNOWN_TYPE} · {agent}"


def _facts(call: CallView, zone: tzinfo) -> str:
    context = call.context
    facts = [
        texts.ROLES[context.role] if context.role else "",
        context.team or "",
        context.site or "",
        texts.DIRECTIONS[context.direction] if context.direction else "",
        formats.moment(context.started_at, zone) if context.started_at else "start unknown",
        formats.clock(call.duration_s),
        formats.hidden(call.identifiers_hidden, call.hidden_by_gate),
    ]
    shown = [escape(fact) for fact in facts if fact]
    if call.roles_unsure:
        shown.append("<b>not sure who is the agent</b>")
    return " · ".join([*shown, f"<span title='Call id'>{escape(call.call_id)}</span>"])
