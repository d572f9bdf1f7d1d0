"""Redaction of calls in the labelled-calls format, one JSON line a call: the core of `callqa redact`."""

import json
from collections.abc import Callable

from pydantic import ValidationError

from pipeline.domain.labelled import LabelledCall
from pipeline.domain.phi import PhiLabel, PhiSpan
from pipeline.domain.recording import RejectionReason
from pipeline.errors import BadInputError, LeakSuspectedError
from pipeline.ports import PhiDetector
from pipeline.steps.redact import Masker, RedactionPolicy, hidden_spans, mask

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

WITHHELD = "withheld"
"""The field that says why nothing of a call is shown."""
_CLEAR = frozenset({"words"})  # `callqa transcribe` prints each word again in clear; what it says is in `text`


def redact_line(
    line: str,
    number: int,
    detector: PhiDetector,
    policy: RedactionPolicy,
    masker: Masker | None = None,
    on_withheld: Callable[[str], None] = lambda _: None,
) -> str:
    """The call of one line with redacted turn texts and the spans hidden in them, offsets into the original text.

    Every other field comes back as it was, those unknown to us too, save a turn's `words`. `number`: the line's,
    counted from 1, for errors.
    A call that the leak gate cannot clean comes back with every turn hidden whole and `withheld` saying so;
    `on_withheld` gets its id.
    Raises BadInputError naming line and field, and RedactionError; neither ever repeats the text.
    """
    call, raw = _read(line, number)
    texts = [turn.text for turn in call.turns]
    try:
        found = hidden_spans(texts, [turn.speaker.value for turn in call.turns], detector, policy, call.call_id)
    except LeakSuspectedError:
        found = [[PhiSpan(start=0, end=len(text), label=PhiLabel.OTHER_ID)] if text else [] for text in texts]
        raw |= {WITHHELD: RejectionReason.LEAK_SUSPECTED.value}
        on_withheld(call.call_id)
    turns: list[Json] = []
    for given, text, spans in zip(_list(raw["turns"]), texts, found, strict=True):
        kept = {key: value for key, value in _object(given).items() if key not in _CLEAR}
        turns.append(kept | {"text": (masker or mask)(text, spans), "phi": [_span(span) for span in spans]})
    return json.dumps(raw | {"turns": turns}, ensure_ascii=False)


def _read(line: str, number: int) -> tuple[LabelledCall, dict[str, Json]]:
    problem = ""
    try:
        raw = json.loads(line)
        return LabelledCall.model_validate(raw), _object(raw)
    except ValidationError as error:
        problem = "; ".join(f"{_place(one['loc'])}: {one['msg']}" for one in error.errors(include_input=False)[:3])
    except ValueError:  # the JSON reader's own message quotes the line
        problem = "not a JSON object"
    # Raised out here, so that no chained exception carries the line.
    raise BadInputError(f"line {number}: {problem}")


def _place(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location) or "call"


def _span(span: PhiSpan) -> dict[str, Json]:
    return {"start": span.start, "end": span.end, "label": span.label.value}


def _object(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise TypeError("a JSON object was checked to stand here")
    return value


def _list(value: Json) -> list[Json]:
    if not isinstance(value, list):
        raise TypeError("a JSON list was checked to stand here")
    return value
