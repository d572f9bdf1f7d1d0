"""What one turn gave away is PHI in every turn: names, numbers and places found once are found again."""

import re
from collections import Counter
from collections.abc import Sequence

from models.phi.found import Found, Strength
from models.phi.reading import Reading
from models.phi.runs import runs_in
from pipeline.domain.phi import PhiLabel

_WORDY = {
    PhiLabel.NAME,
    PhiLabel.STAFF,
    PhiLabel.ORG,
    PhiLabel.DATE,
    PhiLabel.EMAIL,
    PhiLabel.URL,
    PhiLabel.AGE_OVER_89,
}
_NUMBERS = frozenset(set(PhiLabel) - _WORDY)
_SHORTEST_NUMBER, _SHORTEST_NICKNAME = 3, 3
_SMALL = frozenset(
    [
        "street",
        "avenue",
        "road",
        "lane",
        "drive",
        "court",
        "boulevard",
        "way",
        "place",
        "terrace",
        "circle",
        "old",
        "north",
        "south",
        "east",
        "west",
        "apartment",
        "unit",
        "close",
        "walk",
        "row",
        "square",
        "route",
        "box",
        "the",
        "of",
        "and",
    ]
)


def across_call(readings: Sequence[Reading], findings: Sequence[list[Found]]) -> list[list[Found]]:
    """The findings of every turn with what the other turns know: who is staff, which names and numbers recur."""
    people, staff = _tokens(readings, findings, PhiLabel.NAME), _tokens(readings, findings, PhiLabel.STAFF)
    organisations = _tokens(readings, findings, PhiLabel.ORG)
    places = _tokens(readings, findings, PhiLabel.GEO)
    only_staff = {
        word for word, strength in staff.items() if strength > people.get(word, 0) or strength >= Strength.CERTAIN
    }
    numbers = _digits(readings, findings)
    result = []
    for reading, found in zip(readings, findings, strict=True):
        kept = [_as_staff_or_org(reading, one, only_staff, people, organisations) for one in found]
        kept += _again(reading, people, PhiLabel.NAME, only_staff)
        kept += _again(reading, {word: staff[word] for word in only_staff}, PhiLabel.STAFF, frozenset())
        kept += _places_again(reading, set(places) - only_staff - set(people) - set(organisations))
        kept += _numbers_again(reading, numbers)
        result.append(kept)
    return result


def _tokens(readings: Sequence[Reading], findings: Sequence[list[Found]], label: PhiLabel) -> dict[str, int]:
    """Each word of a found name with the best strength that it was found with."""
    best: Counter[str] = Counter()
    for reading, found in zip(readings, findings, strict=True):
        for one in found:
            if one.label is not label:
                continue
            for token in reading.words:
                if one.start <= token.start and token.end <= one.end and len(token.text) > 1:
                    word = token.lower.removesuffix("'s").removesuffix("’s")
                    best[word] = max(best[word], int(one.strength))
    return dict(best)


def _as_staff_or_org(
    reading: Reading, found: Found, staff: set[str], people: dict[str, int], organisations: dict[str, int]
) -> Found:
    """A weak NAME whose every word is known as staff's, or as an organisation's, is that instead."""
    if found.label is not PhiLabel.NAME or found.strength >= Strength.CERTAIN:
        return found
    words = [token.lower for token in reading.words if found.start <= token.start and token.end <= found.end]
    if words and all(word in staff for word in words):
        return Found(found.start, found.end, PhiLabel.STAFF, found.strength)
    strong_elsewhere = any(people.get(word, 0) >= Strength.STRONG for word in words)
    if words and not strong_elsewhere and all(organisations.get(word, 0) >= Strength.FAIR for word in words):
        return Found(found.start, found.end, PhiLabel.ORG, found.strength)
    return found


def _again(reading: Reading, known: dict[str, int], label: PhiLabel, without: frozenset[str] | set[str]) -> list[Found]:
    """Every word of the turn that is known; an everyday word only where it is written as a name."""
    found = []
    for token in reading.words:
        word = token.lower.removesuffix("'s").removesuffix("’s")
        if word in without or word in _SMALL or reading.lexicon.is_conversation(word):
            continue
        strength = known.get(word) or (_nickname_of(word, known) if label is PhiLabel.NAME else 0)
        if not strength or (strength < Strength.FAIR and label is PhiLabel.GEO):
            continue
        if not _written_as_name(reading, token.text, label, strength):
            continue
        found.append(Found(token.start, token.start + len(word), label, Strength(strength)))
    return found


def _places_again(reading: Reading, known: set[str]) -> list[Found]:
    """Known words of addresses with the house number before them and the street words and unit after them."""
    words = [
        w
        for w in known
        if w not in _SMALL and not reading.lexicon.is_common(w) and not reading.lexicon.is_public_place(w)
    ]
    if not words:
        return []
    place, rest = "|".join(map(re.escape, words)), "|".join(sorted(_SMALL - {"of", "the", "and"}))
    pattern = (
        rf"(?:\b\d+\s+){{0,4}}(?:\b(?:old|north|south|east|west)\s+)?\b(?:{place})\b(?:\s+(?:(?:{rest}"
        rf"|{place})\b|\d+\b(?!:)))*"
    )
    found = []
    for match in re.finditer(pattern, reading.spoken.written, re.IGNORECASE):
        start, end = reading.spoken.span(*match.span())
        if not reading.is_cased or any(character.isupper() for character in reading.text[start:end]):
            found.append(Found(start, end, PhiLabel.GEO, Strength.FAIR))
    return found


def _written_as_name(reading: Reading, word: str, label: PhiLabel, strength: int) -> bool:
    """An everyday word counts where it has a capital; in lower case unless it is a common word or weakly known."""
    if not reading.lexicon.is_everyday(word):
        return True
    if reading.is_cased:
        return word[0].isupper() or (strength >= Strength.STRONG and not reading.lexicon.is_common(word))
    if reading.lexicon.is_common(word) and not (reading.lexicon.is_listed_name(word) and label is PhiLabel.NAME):
        return strength >= Strength.CERTAIN and label is PhiLabel.NAME
    return strength >= Strength.FAIR


def _nickname_of(word: str, known: dict[str, int]) -> int:
    """Nicknames: "ron" and "ronnie" where "ronald" is known; only words that are names themselves."""
    stem = word.removesuffix("ie").removesuffix("y")
    if len(stem) < _SHORTEST_NICKNAME:
        return 0
    stem = stem[:-1] if stem[-1] == stem[-2] and len(stem) > _SHORTEST_NICKNAME else stem
    return max(
        (s for name, s in known.items() if len(name) > len(stem) and name.startswith(stem) and s >= Strength.STRONG),
        default=0,
    )


_SHORTEST_PLACE_NUMBER = 5


def _digits(readings: Sequence[Reading], findings: Sequence[list[Found]]) -> dict[str, PhiLabel]:
    numbers: dict[str, PhiLabel] = {}
    for reading, found in zip(readings, findings, strict=True):
        for one in found:
            if one.label not in _NUMBERS or one.strength < Strength.FAIR:
                continue
            for run in runs_in(reading.spoken.written):
                start, end = reading.spoken.span(run.start, run.end)
                shortest = _SHORTEST_PLACE_NUMBER if one.label is PhiLabel.GEO else _SHORTEST_NUMBER
                if one.start < end and start < one.end and len(run.digits) >= shortest:
                    numbers.setdefault(run.digits, one.label)
    return numbers


def _numbers_again(reading: Reading, numbers: dict[str, PhiLabel]) -> list[Found]:
    """Runs that repeat a hidden number, or a part of one."""
    found = []
    for run in runs_in(reading.spoken.written):
        if len(run.digits) < _SHORTEST_NUMBER or run.is_measure:
            continue
        label = next(
            (
                label
                for digits, label in numbers.items()
                if run.digits in digits or (digits in run.digits and len(digits) > _SHORTEST_NUMBER)
            ),
            None,
        )
        if label is not None:
            found.append(Found(*reading.spoken.span(run.start, run.end), label, Strength.FAIR))
    return found
