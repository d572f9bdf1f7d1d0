"""New values for a call's identifiers, so that the tagger learns the place and the form and not the value.

One `Surrogates` serves one call: the same words get the same new words in every turn, spelled-out names follow the
names that they spell, digits and letters are exchanged one for one, so that echoes and fragments still agree.
"""

import random
import re
import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from models.phi.number_words import LARGE_ORDINALS, SPELLING_ALPHABET, TEENS, TENS, UNIT_ORDINALS, UNITS
from models.training.phi.pieces import Piece
from pipeline.domain.phi import PhiLabel

_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\w]|_")
_MONTH_NAMES = "january february march april may june july august september october november december"
_MONTHS = (_MONTH_NAMES.split(), [month[:3] for month in _MONTH_NAMES.split()])
_WEEKDAY_NAMES = "monday tuesday wednesday thursday friday saturday sunday"
_LINK_WORDS = "de la van von der den del da dos st bin al ibn mac mc ben el y o thi and hyphen dash the of"
_ADDRESS_PARTS = """
street st avenue ave road rd lane ln drive dr court ct boulevard blvd way place pl terrace circle trail
parkway highway hwy close crescent grove mews row walk square loop alley pike route county rural box apartment apt unit
suite flat lot floor north south east west northeast northwest southeast southwest upper lower old new the of on and in
off by near at past behind next to from care home house farm cottage building block number zip dash half hundred double
triple treble"""
_ELECTRONIC_PARTS = """
com org net edu gov co uk us io info me ca gmail yahoo hotmail outlook icloud aol protonmail at dot
www http https underscore dash hyphen slash forward all one word no spaces the number and then double point as in
with"""
_NUMBER_PARTS = "hundred thousand double triple treble dash hyphen slash and then as in for like"
_WEEKDAYS = _WEEKDAY_NAMES.split()
_LINKS, _ADDRESS_WORDS = frozenset(_LINK_WORDS.split()), frozenset(_ADDRESS_PARTS.split())
_ADDRESSING, _IDENTIFIER_WORDS = frozenset(_ELECTRONIC_PARTS.split()), frozenset(_NUMBER_PARTS.split())
_NATO = {letter: word for word, letter in reversed(SPELLING_ALPHABET.items())}
_CODE = "as in|for|like"
_SPELLED = re.compile(
    rf"(?:double |triple )?\b[^\W\d_]\b(?: (?:{_CODE}) [^\W\d_]+(?:-ray)?)?"
    rf"(?:(?:, |,|\. |\.|-| - | and then | then | )(?:double |triple )?\b[^\W\d_]\b"
    rf"(?: (?:{_CODE}) [^\W\d_]+(?:-ray)?)?)+",
    re.IGNORECASE,
)
_LETTER = re.compile(rf"(double |triple )?\b([^\W\d_])\b(?: (?:{_CODE}) [^\W\d_]+)?", re.IGNORECASE)


@dataclass(frozen=True)
class Pools:
    """Where new names come from; each most frequent first, in lower case."""

    given: Sequence[str]
    surnames: Sequence[str]
    towns: Sequence[str]
    wordlike: Sequence[str]
    organisations: Sequence[str]

    @cached_property
    def given_names(self) -> frozenset[str]:
        """The given names, to look one up."""
        return frozenset(self.given)


class Surrogates:
    """The new values of one call."""

    def __init__(self, pools: Pools, chance: random.Random, pieces: Sequence[Piece]) -> None:
        self._pools = pools
        self._chance = chance
        self._known: dict[tuple[str, str], str] = {}
        digits, letters = list(string.digits), list(string.ascii_lowercase)
        chance.shuffle(digits)
        chance.shuffle(letters)
        self._digits = dict(zip(string.digits, digits, strict=True))
        self._letters = dict(zip(string.ascii_lowercase, letters, strict=True))
        self._names = [
            word.lower()
            for piece in pieces
            if piece.label in (PhiLabel.NAME, PhiLabel.STAFF)
            for word in re.findall(r"[^\W\d_]{3,}", piece.text)
        ]

    def of(self, piece: Piece) -> Piece:
        """The piece with new words; a piece without a label as it is."""
        if piece.label is None:
            return piece
        makers: dict[PhiLabel, Callable[[str], str]] = {
            PhiLabel.NAME: self._name,
            PhiLabel.STAFF: self._name,
            PhiLabel.ORG: self._organisation,
            PhiLabel.DATE: self._date,
            PhiLabel.GEO: self._place,
            PhiLabel.EMAIL: self._address,
            PhiLabel.URL: self._address,
            PhiLabel.AGE_OVER_89: self._age,
        }
        return Piece(makers.get(piece.label, self._identifier)(piece.text), piece.label)

    def _once(self, kind: str, word: str, make: Callable[[], str]) -> str:
        key = (kind, word.lower())
        if key not in self._known:
            self._known[key] = make()
        return _cased(self._known[key], word)

    def _drawn(self, pool: Sequence[str]) -> str:
        """Mostly frequent ones, now and then any."""
        return pool[int(len(pool) * self._chance.random() ** 3)]

    def _new_name(self, word: str) -> str:
        if self._chance.random() < 0.2:
            return self._chance.choice(self._pools.wordlike)
        return self._drawn(self._pools.given if word in self._pools.given_names else self._pools.surnames)

    def _name_word(self, word: str) -> str:
        bare = re.sub(r"['’]s$", "", word)
        if bare.lower() in _LINKS or len(bare) < 2:
            return word
        return self._once("name", bare, lambda: self._new_name(bare.lower())) + word[len(bare) :]

    def _name(self, text: str) -> str:
        spelled = _SPELLED.search(text)
        if spelled is not None and len(_letters_of(spelled.group())) > 1:
            return (
                self._name(text[: spelled.start()]) + self._spelled(spelled.group()) + self._name(text[spelled.end() :])
            )
        return "".join(self._name_word(token) if token[0].isalpha() else token for token in _TOKEN.findall(text))

    def _spelled(self, text: str) -> str:
        letters = _letters_of(text)
        whole = next((name for name in self._names if letters in (name, name.replace("'", ""))), None)
        start = next((name for name in self._names if name.startswith(letters)), None)
        end = next((name for name in self._names if name.endswith(letters)), None)
        known = whole or start or end or letters
        new = re.sub(r"[^a-z]", "", self._name_word(known).lower()) or letters
        if not whole and start:
            new = new[: max(2, len(letters))]
        elif not whole and end:
            new = new[-max(2, len(letters)) :]
        return self._spell(new, text)

    def _spell(self, word: str, like: str) -> str:
        coded = re.search(rf" (?:{_CODE}) ", like, re.IGNORECASE)
        gaps = re.findall(r"(?<=\b[^\W\d_])(, |,|\. |\.|-| - | )(?=[^\W\d_]\b)", like)
        gap = self._chance.choice(gaps) if gaps else (", " if "," in like else " ")
        shown = word.upper() if any(letter.isupper() for letter in like) else word
        spelled = [
            f"{letter} {coded.group().strip()} {self._code_word(letter)}"
            if coded and self._chance.random() < 0.7
            else letter
            for letter in shown
        ]
        return gap.join(spelled)

    def _code_word(self, letter: str) -> str:
        if self._chance.random() < 0.4:
            return _cased(_NATO[letter.lower()], letter) if letter.isascii() else letter
        low = letter.lower()
        words = [name for name in self._pools.given[:800] if name.startswith(low)]
        return _cased(self._chance.choice(words) if words else _NATO.get(low, low), letter)

    def _identifier(self, text: str) -> str:
        return "".join(self._identifier_token(token) for token in _TOKEN.findall(text))

    def _identifier_token(self, token: str) -> str:
        low = token.lower()
        if token.isdigit():
            return "".join(self._digits[digit] for digit in token) if token.isascii() else token
        if number := self._number_word(low):
            return _cased(number, token)
        if not token.isascii() or low in _IDENTIFIER_WORDS:
            return token
        if low in _NATO.values():
            return _cased(_NATO[self._letters[low[0]]], token)
        if token.isalpha() and (len(token) == 1 or (token.isupper() and len(token) <= 4)):
            return _cased("".join(self._letters[letter] for letter in low), token)
        return token

    def _number_word(self, low: str) -> str | None:
        for kind in (UNITS, TEENS, TENS):
            if low in kind:
                return self._once("number", low, partial(self._chance.choice, tuple(kind)))
        return None

    def _date(self, text: str) -> str:
        return "".join(self._date_token(token) for token in _TOKEN.findall(text))

    def _date_token(self, token: str) -> str:
        low = token.lower()
        for kind in (*_MONTHS, _WEEKDAYS, list(UNIT_ORDINALS), list(LARGE_ORDINALS)):
            if low in kind:
                return self._once("date", low, partial(self._chance.choice, kind))
        if token.isdigit():
            return self._once("date", token, lambda: self._date_number(token))
        return _cased((self._number_word(low) or token) if low != "zero" else token, token)

    def _date_number(self, digits: str) -> str:
        if len(digits) == 4 and digits[:2] in ("19", "20"):
            return str(self._chance.randint(1925, 2026))
        if len(digits) > 2:
            return "".join(self._chance.choice(string.digits) for _ in digits)
        if int(digits) > 31:
            return str(self._chance.randint(32, 99))
        return str(self._chance.randint(1, 28 if len(digits) > 1 else 9)).zfill(len(digits))

    def _place(self, text: str) -> str:
        return "".join(self._place_token(token) for token in _TOKEN.findall(text))

    def _place_token(self, token: str) -> str:
        low = token.lower()
        if low in _ADDRESS_WORDS or not token[0].isalpha() or len(token) < 3 or self._number_word(low):
            return self._identifier_token(token)
        if low in UNIT_ORDINALS or low in LARGE_ORDINALS:
            return token
        return self._once("place", token, self._new_place)

    def _new_place(self) -> str:
        pool = self._pools.towns if self._chance.random() < 0.6 else self._pools.surnames
        word = self._drawn(pool).split("_")[0]
        return word if self._chance.random() < 0.85 else self._chance.choice(self._pools.wordlike)

    def _address(self, text: str) -> str:
        def one(token: str) -> str:
            if not token[0].isalpha() or len(token) < 3 or token.lower() in _ADDRESSING:
                return self._identifier_token(token) if token.lower() not in _ADDRESSING else token
            return self._number_word(token.lower()) or self._name_word(token)

        return "".join(one(token) for token in _TOKEN.findall(text))

    def _age(self, text: str) -> str:
        years = self._chance.randint(90, 104)
        if any(character.isdigit() for character in text):
            return re.sub(r"\d+", str(years), text, count=1)
        units = [word for word, value in UNITS.items() if value == years % 10 and value]
        joint = "-" if "-" in text else " "
        if years < 100:
            new = "ninety" + (joint + units[0] if units else "")
        else:
            new = self._chance.choice(["a hundred", "one hundred"]) + (" and " + units[0] if units else "")
        return _cased(new, text)

    def _organisation(self, text: str) -> str:
        if self._chance.random() < 0.5:
            return text
        return self._once("org", text, lambda: self._chance.choice(self._pools.organisations).lower())


def _letters_of(text: str) -> str:
    """What a spelling spells, in lower case."""
    times = {"double ": 2, "triple ": 3}
    return "".join(
        match.group(2).lower() * times.get((match.group(1) or "").lower(), 1) for match in _LETTER.finditer(text)
    )


def _cased(word: str, like: str) -> str:
    """The word with the capitals of another."""
    if len(like) > 1 and like.isupper():
        return word.upper()
    if len(like) == 1:
        return word.upper() if like.isupper() and len(word) == 1 else (word.capitalize() if like.isupper() else word)
    if like[:1].isupper():
        return " ".join(part.capitalize() for part in word.split(" "))
    return word
