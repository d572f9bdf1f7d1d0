"""Phrases that a site always hides, or never: read from a text file, found in any spoken or written form."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from models.phi.lists.folded import Folded, fold
from pipeline.domain.phi import PhiLabel
from pipeline.errors import BadInputError

UNLABELLED = PhiLabel.OTHER_ID
_SHORTEST = 2  # characters: a shorter phrase would hide every "a"
_INSIDE = 6  # digits from which a listed number is found inside a longer one too, as after a country code
_PREFIX = re.compile(r"([A-Z][A-Z0-9_]*)\s*:\s*(.*)")


@dataclass(frozen=True)
class Occurrence:
    """Where a listed phrase stands in a text: half-open offsets in the original. `key` tells phrases apart."""

    start: int
    end: int
    key: str
    label: PhiLabel


class PhraseList:
    """Phrases by their folded form; looking one up costs the same for one phrase and for a hundred thousand."""

    def __init__(self, labels: Mapping[str, PhiLabel]) -> None:
        self._labels = dict(labels)
        self._lengths = sorted({len(key) for key in self._labels})
        self._numbers = {len(key) for key in self._labels if _is_long_number(key)}

    def __len__(self) -> int:
        return len(self._labels)

    def __repr__(self) -> str:
        return f"PhraseList({len(self)} phrases)"

    def occurrences(self, folded: Folded) -> Iterator[Occurrence]:
        """Every place where a phrase stands, overlaps among them. Long numbers are found inside longer ones."""
        key, ends = folded.key, set(folded.ends)
        for start in folded.begins:
            for length in self._lengths:
                end = start + length
                if end > len(key):
                    break
                if end in ends and key[start:end] in self._labels and not _is_long_number(key[start:end]):
                    yield self._occurrence(folded, start, end)
        for length in self._numbers:
            for start in range(len(key) - length + 1):
                if key[start : start + length] in self._labels:
                    yield self._occurrence(folded, start, start + length)

    def _occurrence(self, folded: Folded, start: int, end: int) -> Occurrence:
        key = folded.key[start:end]
        return Occurrence(*folded.span(folded.atom_at[start], folded.atom_at[end - 1]), key, self._labels[key])


def _is_long_number(key: str) -> bool:
    return len(key) >= _INSIDE and key.isdigit()


def whole_numbers(folded: Folded, found: Iterator[Occurrence]) -> Iterator[Occurrence]:
    """Those that do not begin or end in the middle of a longer number or spelling."""
    starts = [atom.start for atom in folded.atoms]
    for one in found:
        first = bisect_left(starts, one.start)
        last = bisect_left(starts, one.end) - 1
        if not (_goes_on(folded, first - 1) or _goes_on(folded, last)):
            yield one


def _goes_on(folded: Folded, at: int) -> bool:
    """Whether the atom is joined to the one after it."""
    key_end = next((end for end in folded.ends if folded.atom_at[end - 1] == at), None)
    return at >= 0 and key_end is not None and key_end < len(folded.key) and folded.atom_at[key_end] >= 0


def read_deny_list(path: Path) -> PhraseList:
    """Lines of `phrase` or `LABEL: phrase`; empty lines and `# …` are passed over.

    Raises BadInputError naming file and line, never the phrase.
    """
    labels: dict[str, PhiLabel] = {}
    for number, line in _lines(path, "deny_list"):
        label, phrase = _labelled(path, number, line)
        labels[_key(path, number, phrase)] = label or UNLABELLED
    return PhraseList(labels)


def read_allow_list(path: Path) -> PhraseList:
    """Lines of `phrase`; empty lines and `# …` are passed over. Raises BadInputError as `read_deny_list`."""
    labels: dict[str, PhiLabel] = {}
    for number, line in _lines(path, "allow_list"):
        label, phrase = _labelled(path, number, line)
        if label is not None:
            raise BadInputError(f"{path}, line {number}: an allow list takes phrases alone; leave '{label.value}:' out")
        labels[_key(path, number, phrase)] = UNLABELLED
    return PhraseList(labels)


def _lines(path: Path, setting: str) -> Iterator[tuple[int, str]]:
    text = None
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        problem = f"cannot be read ({type(error).__name__})"
    except UnicodeDecodeError as error:
        problem = f"byte {error.start} is not UTF-8; save the file as UTF-8"
    if text is None:
        raise BadInputError(f"{path} (setting '{setting}'): {problem}")
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, line.strip()


def _labelled(path: Path, number: int, line: str) -> tuple[PhiLabel | None, str]:
    match = _PREFIX.fullmatch(line)
    if match is None:
        return None, line
    if match[1] not in PhiLabel.__members__:
        raise BadInputError(
            f"{path}, line {number}: unknown label before the colon; known: {', '.join(PhiLabel)}. "
            "In a phrase that has a colon, write its first word in lower case"
        )
    return PhiLabel[match[1]], match[2]


def _key(path: Path, number: int, phrase: str) -> str:
    key = fold(phrase).key
    if len(key) < _SHORTEST:
        raise BadInputError(f"{path}, line {number}: a phrase needs at least {_SHORTEST} letters or digits")
    return key
