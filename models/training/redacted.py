"""Labelled calls as the redactor leaves them, since the classifier never sees clear text."""

from collections.abc import Callable

from pipeline.domain.labelled import LabelledCall, LabelledTurn
from pipeline.domain.phi import PhiSpan


def replace_spans(turn: LabelledTurn, placeholder: Callable[[PhiSpan], str | None]) -> str:
    """The turn's text with each PHI span replaced by what `placeholder` gives for it; None leaves the span in clear."""
    parts, position = [], 0
    for span in sorted(turn.phi, key=lambda span: span.start):
        replacement = placeholder(span)
        if replacement is not None:
            parts += [turn.text[position : span.start], replacement]
            position = span.end
    return "".join([*parts, turn.text[position:]])


def redact_call(call: LabelledCall) -> list[str]:
    """Each turn's redacted text, in order."""
    return [turn.redacted_text for turn in call.turns]
