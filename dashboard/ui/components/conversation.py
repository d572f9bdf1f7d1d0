"""Sound and transcript as one: the player, the turns, and the evidence of each criterion."""

from collections.abc import Sequence
from typing import TypedDict

from dashboard.ui import formats, texts
from dashboard.ui.components.assets import component
from dashboard.ui.shapes import SHAPES
from dashboard.views import CallView, CriterionView


class _Turn(TypedDict):
    index: int
    speaker: str
    speaker_word: str
    start: float
    end: float
    clock: str
    text: str


class _Criterion(TypedDict):
    id: str
    name: str
    verdict: str
    urgent: bool
    evidence: list[int]


def conversation(call: CallView, *, key: str, has_sound: bool) -> None:
    """Draw the call's player and transcript; the keys of the whole call page are handled here too."""
    component("conversation", "elements", "conversation_build", "conversation_play")(
        key=key,
        data={
            "call": call.call_id,
            "duration": call.duration_s,
            "has_sound": has_sound,
            "turns": [_turn(call, at) for at in range(len(call.turns))],
            "muted": [[span.start_s, span.end_s] for span in call.muted],
            "criteria": _criteria(call.criteria),
            "shapes": SHAPES,
            "hidden": {label.placeholder: words for label, words in texts.HIDDEN.items()},
        },
    )


def give_sound(call_id: str, flac: bytes, *, key: str) -> None:
    """Send the sound to the conversation of the same call."""
    component("sound")(key=key, data=call_id.encode() + b"\n" + flac)


def _turn(call: CallView, at: int) -> _Turn:
    turn = call.turns[at]
    return _Turn(
        index=turn.index,
        speaker=turn.speaker.value,
        speaker_word=texts.SPEAKERS[turn.speaker],
        start=turn.start_s,
        end=turn.end_s,
        clock=formats.clock(turn.start_s),
        text=turn.text,
    )


def _criteria(criteria: Sequence[CriterionView]) -> list[_Criterion]:
    """In the order of the page; only verdicts that say something about a place, and those that need a person."""
    return [
        _Criterion(
            id=one.id,
            name=one.name,
            verdict=one.verdict.value,
            urgent=one.needs_attention,
            evidence=list(one.evidence),
        )
        for one in criteria
        if one.evidence or one.needs_attention
    ]
