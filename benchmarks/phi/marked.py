"""Calls as the benchmark reads them: what has to be hidden, and what is neither right nor wrong to hide."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.domain.labelled import LabelledCall, LabelledTurn
from pipeline.domain.phi import KEPT, PhiLabel

HARD_NEGATIVE_IDS = ("NA-", "NB-")


@dataclass(frozen=True)
class Identifier:
    """One thing to hide: a half-open stretch of its turn's text."""

    start: int
    end: int
    label: PhiLabel


@dataclass(frozen=True)
class MarkedTurn:
    """One turn. `neutral`: positions that count neither for nor against, also inside an identifier."""

    speaker: str
    text: str
    identifiers: tuple[Identifier, ...] = ()
    neutral: frozenset[int] = frozenset()


@dataclass(frozen=True)
class MarkedCall:
    """One call. `hard_negative`: talk that looks like PHI and is none; it has figures of its own."""

    call_id: str
    turns: tuple[MarkedTurn, ...]
    hard_negative: bool = False

    @property
    def words(self) -> int:
        """How many words are said."""
        return sum(len(turn.text.split()) for turn in self.turns)


def read_calls(path: Path, hard_negatives: bool = False) -> list[MarkedCall]:
    """Labelled calls of a JSON Lines file. A call is a hard negative by its id, or all are by `hard_negatives`."""
    calls = [LabelledCall.model_validate_json(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [_marked(call, hard_negatives or call.call_id.startswith(HARD_NEGATIVE_IDS)) for call in calls]


def positions(extents: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Every position inside any of the half-open stretches."""
    return frozenset(at for start, end in extents for at in range(start, end))


def _marked(call: LabelledCall, hard_negative: bool) -> MarkedCall:
    return MarkedCall(call.call_id, tuple(_marked_turn(turn) for turn in call.turns), hard_negative)


def _marked_turn(turn: LabelledTurn) -> MarkedTurn:
    identifiers = tuple(Identifier(span.start, span.end, span.label) for span in turn.phi if span.label not in KEPT)
    may_stay = positions([(span.start, span.end) for span in turn.phi if span.label in KEPT])
    must_go = positions([(one.start, one.end) for one in identifiers])
    return MarkedTurn(turn.speaker.value, turn.text, identifiers, may_stay - must_go)
