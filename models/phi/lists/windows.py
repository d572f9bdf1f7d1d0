"""Every stretch of a turn that a patient list may hold: up to four words, numbers at any length, dates by their day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.phi.lists.folded import Atom, Folded, Kind

MOST_WORDS = 4
SHORTEST_WORD, SHORTEST_NUMBER = 3, 5
_LONGEST = 48  # characters
_LONG_WORD = 4  # letters; shorter words and numbers count half, so that "1EG4-TE5-MK73" is one stretch
_DATE_ATOMS = 6
_MONTHS = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
_MONTH = {name[:length]: at for at, name in enumerate(_MONTHS, 1) for length in (3, len(name))} | {"sept": 9}
_LINKS = frozenset({"the", "of", "in"})
_TITLES = frozenset({"mr", "mrs", "ms", "dr"})  # their full stop ends no sentence
_SENTENCE_ENDS = frozenset(".?!…:")
_CENTURIES = ("19", "20")


class View(StrEnum):
    """How a stretch is compared; hashed with it, so that no view answers for another."""

    TEXT = "text"
    CAPITALS = "capitals"  # every word of it begins with a capital, a single one inside a sentence
    DATE = "date"


@dataclass(frozen=True)
class Window:
    """A stretch from atom `first` to atom `last`, both included, and what it is compared as."""

    view: View
    key: str
    first: int
    last: int


def windows(folded: Folded) -> Iterator[Window]:
    """Every stretch of the text, short first at each place; single short words and short numbers are left out."""
    ends = folded.ends
    for first, start in enumerate(folded.begins):
        halves = 0
        for last in range(first, len(ends)):
            atom, end = folded.atoms[last], ends[last]
            if last == first or folded.atom_at[ends[last - 1]] < 0:  # a new group, not more of the same number
                halves += 2 if atom.kind is Kind.WORD and len(atom.text) >= _LONG_WORD else 1
            if halves > 2 * MOST_WORDS or end - start > _LONGEST:
                break
            key = folded.key[start:end]
            if not _is_too_short(key):
                yield Window(View.TEXT, key, first, last)
                if _in_capitals(folded, first, last):
                    yield Window(View.CAPITALS, key, first, last)
    yield from _dates(folded)


def _is_too_short(key: str) -> bool:
    return len(key) < (SHORTEST_NUMBER if key.isdigit() else SHORTEST_WORD)


def _in_capitals(folded: Folded, first: int, last: int) -> bool:
    """Whether each word is written as a name is; one word that begins a sentence, or is shouted, proves nothing."""
    atoms, text = folded.atoms[first : last + 1], folded.original
    if not all(text[atom.start].isupper() for atom in atoms):
        return False
    if last > first:
        return True
    inside = first > 0 and (folded.atoms[first - 1].text in _TITLES or not _SENTENCE_ENDS & set(_gap(folded, first)))
    return inside and text[atoms[0].start : atoms[0].end][1:].islower()


def _gap(folded: Folded, at: int) -> str:
    return folded.original[folded.atoms[at - 1].end : folded.atoms[at].start]


def _dates(folded: Folded) -> Iterator[Window]:
    atoms = folded.atoms
    for first, atom in enumerate(atoms):
        if not _is_date_part(atom):
            continue
        parts: list[str] = []
        for last in range(first, min(first + _DATE_ATOMS, len(atoms))):
            if atoms[last].text in _LINKS:
                continue
            if not _is_date_part(atoms[last]):
                break
            parts.append(atoms[last].text)
            for day in days_of(parts):
                yield Window(View.DATE, day.isoformat(), first, last)


def _is_date_part(atom: Atom) -> bool:
    return atom.text in _MONTH or (atom.kind is Kind.DIGITS and len(atom.text) in (1, 2, 4, 8))


def days_of(parts: Sequence[str]) -> set[date]:
    """Every day that the parts may name, in American and in British order: `["6", "2", "91"]` names four."""
    if len(parts) == 4 and parts[2] == "0":  # "june second oh five"
        parts = [*parts[:2], "0" + parts[3]]
    joined = "".join(parts)
    if len(joined) == 8 and joined.isdigit():
        parts = [joined[:4], joined[4:6], joined[6:]] if joined[:2] in _CENTURIES else []
        splits = [[joined[:2], joined[2:4], joined[4:]], parts]
        return {day for split in splits for day in _days(split)}
    return _days(parts)


def _days(parts: Sequence[str]) -> set[date]:
    if len(parts) != 3:
        return set()
    one, two, three = parts
    orders = [(three, one, two), (three, two, one)] + ([(one, two, three)] if len(one) == 4 else [])
    return {
        day
        for year, month, number in orders
        for full in _years(year)
        for day in [_day(full, _MONTH.get(month, 0) if month.isalpha() else int(month), number)]
        if day is not None
    }


def _years(year: str) -> list[int]:
    if not year.isdigit() or len(year) not in (2, 4):
        return []
    return [int(year)] if len(year) == 4 else [int(century + year) for century in _CENTURIES]


def _day(year: int, month: int, number: str) -> date | None:
    if not number.isdigit() or len(number) > 2:
        return None
    try:
        return date(year, month, int(number))
    except ValueError:
        return None
