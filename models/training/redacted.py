"""Labelled calls as the redactor leaves them, since the classifier never sees clear text."""

from collections.abc import Callable

from pipeline.domain.labelled import LabelledCall, LabelledTurn
from pipeline.domain.phi import PhiLabel, PhiSpan

KEPT = frozenset({PhiLabel.STAFF, PhiLabel.ORG})
"""Names of agents, clinicians and organisations stay by default (`Settings.hide_staff`)."""


def replace_spans(turn: LabelledTurn, placeholder: Callable[[PhiSpan], str | None]) -> str:
    """The turn's text with each PHI span replaced by what `placeholder` gives for it; None leaves the span in clear."""
    parts, position = [], 0
    for span in sorted(turn.phi, key=lambda span: span.start):
        replacement = placeholder(span)
        if replacement is not None:
            parts += [turn.text[position : span.start], replacement]
            position = span.end
    return "".join([*parts, turn.text[position:]])


def redact_turn(turn: LabelledTurn) -> str:
    """The turn's text with every gold span as its placeholder, staff and organisation kept."""
    return replace_spans(turn, lambda span: None if span.label in KEPT else span.label.placeholder)


def redact_call(call: LabelledCall) -> list[str]:
    """Each turn's redacted text, in order."""
    return [redact_turn(turn) for turn in call.turns]
