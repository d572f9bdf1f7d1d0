"""Names of staff, of which only the first name stays: the rest of each is what has to be hidden."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.domain.phi import PhiLabel, PhiSpan

_WORD = re.compile(r"[^\s,.;:!?]+")
_BETWEEN = re.compile(r"(?:(?<=\b\w)\.)?[\s-]{0,3}")  # between spans of one name: "Maya" "R." "Quill"
_POSSESSIVE = re.compile(r"['’]s$")
_SURNAME_TITLES = frozenset(
    ["dr", "doctor", "doc", "mr", "mister", "mrs", "missus", "ms", "miss", "mx", "professor", "prof", "sir", "madam"]
)
"""What stands before a surname. One word after it is the surname: "Dr. Pell" leaves "Dr. [STAFF]"."""
_ANY_TITLES = _SURNAME_TITLES | frozenset(
    ["nurse", "sister", "matron", "pharmacist", "therapist", "np", "pa", "rn", "practitioner"]
)
"""After the others either may stand: "Nurse Maya" stays where the call says "Maya" elsewhere without a title."""
_PARTICLES = frozenset(
    "de la van von der den del da dos di du le st bin al el ibn mac mc o y".split()  # noqa: SIM905 reads as a list
)


@dataclass(frozen=True)
class _Name:
    """One name of staff, whole: its words with their half-open offsets, and the title right before it, if any."""

    turn: int
    words: tuple[tuple[str, int, int], ...]
    title: str
    confidence: float

    @property
    def first(self) -> str:
        """The first word, folded."""
        return self.words[0][0]

    @property
    def is_alone(self) -> bool:
        """Whether it is one word: a first name or a surname."""
        return len(self.words) == 1


def without_first_names(texts: Sequence[str], found: Sequence[Sequence[PhiSpan]]) -> list[list[PhiSpan]]:
    """The spans of each text, those of STAFF cut down to what follows the first name; none is left of "Maya" alone.

    `found`: a whole call's, sorted and disjoint per text, and so is what comes back. What a list names stays whole.
    """
    names = [name for turn, spans in enumerate(found) for name in _names_in(turn, texts[turn], spans)]
    surnames = _surnames(names)
    first_names = {name.first for name in names if not name.title or not name.is_alone} - surnames
    result = [[span for span in spans if not _is_staff(span)] for spans in found]
    for name in names:
        hidden = _hidden_words(name, surnames, first_names)
        if hidden:
            start, end = hidden[0][1], hidden[-1][2]
            result[name.turn].append(PhiSpan(start=start, end=end, label=PhiLabel.STAFF, confidence=name.confidence))
    return [sorted(spans, key=lambda span: span.start) for spans in result]


def _is_staff(span: PhiSpan) -> bool:
    return span.label is PhiLabel.STAFF and not span.listed


def _names_in(turn: int, text: str, spans: Sequence[PhiSpan]) -> Iterator[_Name]:
    """Spans of STAFF that touch are one name: detectors give a name word by word at times."""
    group: list[PhiSpan] = []
    for span in [*spans, None]:
        if group and (span is None or not _is_staff(span) or not _BETWEEN.fullmatch(text, group[-1].end, span.start)):
            yield from _name_of(turn, text, group)
            group = []
        if span is not None and _is_staff(span):
            group.append(span)


def _name_of(turn: int, text: str, group: Sequence[PhiSpan]) -> Iterator[_Name]:
    start, end = group[0].start, group[-1].end
    words = [(_folded(match.group()), *match.span()) for match in _WORD.finditer(text, start, end)]
    before = _WORD.findall(text, 0, start)[-1:]
    title = _folded(before[0]) if before else ""
    while words and words[0][0] in _ANY_TITLES:  # "Dr. Pell" found with its title
        title = words.pop(0)[0]
    if words:
        known = title if title in _ANY_TITLES else ""
        yield _Name(turn, tuple(words), known, max(span.confidence for span in group))


def _surnames(names: Sequence[_Name]) -> set[str]:
    """Every word that some name of the call shows to be a surname."""
    after_first = {word for name in names for word, _, _ in name.words[1:] if word != name.first}
    after_title = {name.first for name in names if name.is_alone and name.title in _SURNAME_TITLES}
    return after_first | after_title


def _hidden_words(name: _Name, surnames: set[str], first_names: set[str]) -> tuple[tuple[str, int, int], ...]:
    if name.is_alone:
        titled = bool(name.title) and name.first not in first_names
        return name.words if titled or name.first in surnames else ()
    return name.words if name.first in surnames | _PARTICLES else name.words[1:]


def _folded(word: str) -> str:
    return _POSSESSIVE.sub("", word.casefold())
