"""The queue's filters. Each is bound to the address, so that a view can be kept as a bookmark or sent to a colleague.

The searched words are not: a reviewer may type a name, and addresses end up in histories and logs.
"""

from collections.abc import Callable, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.backend import Guide
from dashboard.reasons import rule_name
from dashboard.ui import keys, texts
from pipeline.domain.call import ContactType
from pipeline.domain.queue import QueueChoices, QueueFilter, ReviewState
from pipeline.domain.score import Severity

_ALL = "all"
_STATES = (*(state.value for state in ReviewState), _ALL)
_LONGEST_SEARCH = 200


def filter_bar(choices: QueueChoices, guide: Guide) -> QueueFilter:
    """Draw the filters; what they ask for."""
    with st.container(key=keys.FILTER_BAR):
        first = st.columns([2.4, 3.5, 4.2, 0.9], vertical_alignment="center")
        with first[0]:
            state = _state()
        with first[1]:
            severities = _severities()
        with first[2]:
            search = _search()
        with first[3]:
            st.button("Clear", key=keys.CLEAR_FILTERS, on_click=clear_filters, width="stretch", help="Clear filters")
        second = st.columns(4)
        rules = _many(second[0], "reason", choices.rules, keys.REASON, lambda rule: rule_name(rule, guide))
        types = _many(second[1], "call type", choices.contact_types, keys.CONTACT_TYPE, _contact_type)
        agents = _many(second[2], "agent", choices.agents, keys.AGENT, str)
        teams = _many(second[3], "team", choices.teams, keys.TEAM, str)
    return QueueFilter(
        states=frozenset() if state == _ALL else frozenset({ReviewState(state)}),
        severities=frozenset(Severity(one) for one in severities),
        text=search,
        rules=frozenset(rules),
        contact_types=frozenset(ContactType(one) for one in types),
        agents=frozenset(agents),
        teams=frozenset(teams),
    )


def clear_filters() -> None:
    """Show everything, whatever its review state."""
    st.session_state[keys.STATE] = _ALL
    st.session_state[keys.SEARCH] = ""
    for key in (keys.SEVERITY, keys.REASON, keys.CONTACT_TYPE, keys.AGENT, keys.TEAM):
        st.session_state[key] = []


def is_filtered(wanted: QueueFilter) -> bool:
    """Whether anything but the review state narrows the view."""
    return bool(
        wanted.severities or wanted.rules or wanted.contact_types or wanted.agents or wanted.teams or wanted.text
    )


def _state() -> str:
    chosen = st.segmented_control(
        "Review state",
        _STATES,
        default=ReviewState.WAITING.value,
        format_func=lambda state: "All" if state == _ALL else texts.STATES[ReviewState(state)],
        key=keys.STATE,
        required=True,
        label_visibility="collapsed",
        bind="query-params",
    )
    return str(chosen or _ALL)


def _severities() -> list[str]:
    return st.pills(
        "Severity",
        [one.value for one in Severity],
        selection_mode="multi",
        format_func=lambda one: texts.SEVERITIES[Severity(one)],
        key=keys.SEVERITY,
        label_visibility="collapsed",
        bind="query-params",
    )


def _search() -> str:
    typed = st.text_input(
        "Words in the transcript",
        key=keys.SEARCH,
        type="search",
        max_chars=_LONGEST_SEARCH,
        placeholder="Search the transcripts",
        label_visibility="collapsed",
        persist_state="session",
    )
    return (typed or "").strip()


def _many(place: DeltaGenerator, what: str, options: Sequence[str], key: str, words: Callable[[str], str]) -> list[str]:
    return place.multiselect(
        what.capitalize(),
        [str(option) for option in options],
        format_func=words,
        key=key,
        placeholder=f"Any {what}",
        label_visibility="collapsed",
        wrap=False,
        bind="query-params",
    )


def _contact_type(code: str) -> str:
    return texts.CONTACT_TYPES[ContactType(code)]
