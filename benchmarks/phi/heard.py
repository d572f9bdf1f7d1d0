"""Searches a transcript for the identifiers that are known to have been said in a call.

Both sides are read in written form, so "three one nine" and "319" are the same, and so are "T-H-O-R" and "thor". An
identifier counts as heard when any of these is: the whole of it; three of its digits in a row; one of its words; four
letters of its spelling in a row; and in names, places and addresses also a word like one of its own.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from models.phi.spoken import to_written
from pipeline.domain.labelled import LabelledCall, LabelledTurn
from pipeline.domain.phi import KEPT, PhiLabel, RedactedTurn
from pipeline.domain.transcript import Turn

NEAR_S = 2.0
"""How far from its turn an identifier is searched for. Turns are found within 1 s; a word may last another."""
DIGITS, LETTERS, WORD = 3, 4, 3
"""The shortest parts of numbers, of spellings and of words that give something away."""
ALIKE = 0.75
"""From this likeness on a word counts as a name misheard: "Calib" is .8 like "Caleb", "Teresa" .92 like "Theresa"."""
FUZZY = frozenset({PhiLabel.NAME, PhiLabel.GEO, PhiLabel.EMAIL, PhiLabel.URL})
# Parts of identifiers that point at nobody by themselves.
COMMON = frozenset({"the", "and", "dot", "com", "street", "avenue", "lane", "road", "apartment", "unit", "falls"})

_TOKEN = re.compile(r"\[[A-Z_0-9]+\]|[^\W\d_]+(?:['’][^\W\d_]+)*|\d+|[.?!,]")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
_BREAKS = ".?!,"


@dataclass(frozen=True)
class Token:
    """A word in lower case, a digit run, or a placeholder, and when it is said."""

    text: str = field(repr=False)
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Planted:
    """One identifier of the truth, with what is said around it in clear. All texts are in written form."""

    call_id: str
    turn: int
    label: PhiLabel
    said: str = field(repr=False)
    tokens: tuple[str, ...] = field(repr=False)
    start_s: float
    end_s: float
    clean_near: frozenset[str] = field(repr=False)
    clean_of_call: frozenset[str] = field(repr=False)

    @property
    def digits(self) -> str:
        """All its digits in order."""
        return "".join(token for token in self.tokens if token.isdigit())


@dataclass(frozen=True)
class Hit:
    """A planted identifier, or a part of it, in a transcript."""

    planted: Planted
    how: str
    heard: str = field(repr=False)
    at_s: float


def planted_in(call: LabelledCall) -> list[Planted]:
    """Every identifier of a call that must not be heard. The turns of the truth must have times."""
    clean = [frozenset(token.text for token in _tokens(_clear_of(turn), 0.0, 0.0)) for turn in call.turns]
    everywhere = frozenset[str]().union(*clean)
    found = []
    for index, turn in enumerate(call.turns):
        if turn.start_s is None or turn.end_s is None:
            raise ValueError(f"{call.call_id}: turn {index} has no time")
        for span in turn.phi:
            if span.label not in KEPT:
                said = turn.text[span.start : span.end]
                near = frozenset[str]().union(*clean[max(0, index - 1) : index + 2])
                tokens = tuple(token.text for token in _tokens(said, 0.0, 0.0))
                found.append(
                    Planted(call.call_id, index, span.label, said, tokens, turn.start_s, turn.end_s, near, everywhere)
                )
    return found


def _clear_of(turn: LabelledTurn) -> str:
    """The turn without its identifiers."""
    text = turn.text
    for span in sorted(turn.phi, key=lambda one: -one.start):
        if span.label not in KEPT:
            text = f"{text[: span.start]} . {text[span.end :]}"
    return text


def spoken_tokens(turns: Iterable[Turn | RedactedTurn]) -> list[Token]:
    """The words of a transcript in written form with their times; placeholders are left out."""
    found: list[Token] = []
    for turn in turns:
        times: list[tuple[int, float, float]] = []  # where each word ends in the text, and when it is said
        at = 0
        for word in turn.words:
            at += len(word.text) + 1
            start_s = turn.start_s if word.start_s is None else word.start_s
            times.append((at, start_s, turn.end_s if word.end_s is None else word.end_s))
        found.extend(_timed(turn.text, times or [(len(turn.text) + 1, turn.start_s, turn.end_s)]))
    return found


def _timed(text: str, times: Sequence[tuple[int, float, float]]) -> Iterator[Token]: ...
