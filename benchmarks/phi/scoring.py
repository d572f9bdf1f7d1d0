"""One call's counts: what was found, leaked, hidden rightly, hidden needlessly.

Only letters and digits count. An identifier is found when at least 95 % of them are hidden, under whatever label; it
leaks when a single one stays. A hidden span is right when it hides a letter or digit of an identifier. STAFF and ORG
words, and whatever else may stay, are neutral: they are not looked for, and a span over them that hides no PHI is
neither right nor wrong.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.phi.detectors import WITHHELD, Hidden
from benchmarks.phi.marked import Identifier, MarkedCall, MarkedTurn, positions

FOUND_PERCENT = 95


@dataclass
class CallScore:
    """Counts of one detector on one call. `misses` and `needless` quote the call: for invented calls only."""

    hard_negative: bool = False
    withheld: bool = False
    identifiers: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    phi_letters: int = 0
    leaked_letters: int = 0
    spans: Counter[str] = field(default_factory=Counter)
    right_spans: Counter[str] = field(default_factory=Counter)
    hidden_letters: int = 0
    hidden_phi_letters: int = 0
    clean_letters: int = 0
    damaged_letters: int = 0
    clean_turns: int = 0
    touched_turns: int = 0
    neutral_letters: int = 0
    hidden_neutral_letters: int = 0
    misses: list[str] = field(default_factory=list)
    needless: list[str] = field(default_factory=list)


def score_call(call: MarkedCall, hidden: Sequence[Sequence[Hidden]]) -> CallScore:
    """Count one call. `hidden`: per turn what a detector hides, in any order, overlaps allowed."""
    score = CallScore(call.hard_negative, any(span.label == WITHHELD for spans in hidden for span in spans))
    for turn, spans in zip(call.turns, hidden, strict=True):
        _TurnCount(call.call_id, turn, spans).into(score)
    return score


class _TurnCount:
    """One turn as sets of positions of letters and digits."""

    def __init__(self, call_id: str, turn: MarkedTurn, spans: Sequence[Hidden]) -> None:
        self._call_id, self._turn, self._spans = call_id, turn, spans
        solid = frozenset(at for at, character in enumerate(turn.text) if character.isalnum())
        self._neutral = solid & turn.neutral
        self._solid = solid - self._neutral
        self._phi = self._solid & positions([(one.start, one.end) for one in turn.identifiers])
        self._hidden = positions([(span.start, span.end) for span in spans])

    def into(self, score: CallScore) -> None:
        """Add this turn to the call's counts."""
        for identifier in self._turn.identifiers:
            self._add_identifier(score, identifier)
        for span in self._spans:
            self._add_span(score, span)
        hidden, clean = self._solid & self._hidden, self._solid - self._phi
        score.phi_letters += len(self._phi)
        score.leaked_letters += len(self._phi - hidden)
        score.hidden_letters += len(hidden)
        score.hidden_phi_letters += len(hidden & self._phi)
        score.clean_letters += len(clean)
        score.damaged_letters += len(clean & hidden)
        score.neutral_letters += len(self._neutral)
        score.hidden_neutral_letters += len(self._neutral & self._hidden)
        if clean and not self._phi:
            score.clean_turns += 1
            score.touched_turns += bool(hidden)

    def _add_identifier(self, score: CallScore, identifier: Identifier) -> None:
        letters = self._solid.intersection(range(identifier.start, identifier.end))
        if not letters:
            return
        covered = len(letters & self._hidden)
        found = covered * 100 >= len(letters) * FOUND_PERCENT
        score.identifiers[identifier.label.value] += 1
        score.found[identifier.label.value] += found
        if covered < len(letters):
            how = "" if found else "missed "
            score.misses.append(how + self._shown(identifier.start, identifier.end, identifier.label.value))

    def _add_span(self, score: CallScore, span: Hidden) -> None:
        letters = frozenset(range(span.start, span.end))
        right = bool(letters & self._phi)
        if not right and (letters & self._neutral or not letters & self._solid):
            return
        score.spans[span.label] += 1
        score.right_spans[span.label] += right
        if not right:
            score.needless.append(self._shown(span.start, span.end, span.label))

    def _shown(self, start: int, end: int, label: str) -> str:
        text = self._turn.text
        before, after = text[max(0, start - 30) : start], text[end : end + 25]
        return f"{self._call_id} {self._turn.speaker[0]} {label}: {before}«{text[start:end]}»{after}"
