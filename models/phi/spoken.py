"""Spoken forms to written forms, with a way back: patterns run on the written form, spans are told on the original."""

import re
from dataclasses import dataclass
from itertools import pairwise

from models.phi.number_words import (
    ALSO_PLAIN_WORDS,
    CENTURIES,
    CODE_LINKS,
    LARGE_ORDINALS,
    NOUGHTS,
    REPEATS,
    SPELLING_ALPHABET,
    TEENS,
    TENS,
    UNIT_ORDINALS,
    UNITS,
    with_ordinal_suffix,
)

_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\w\s]|_")
_JOINS = re.compile(r"\s*-?\s*")


@dataclass(frozen=True)
class Token:
    """One word, number or sign of the original text, with its half-open offsets."""

    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        """The text in lower case."""
        return self.text.lower()

    @property
    def is_word(self) -> bool:
        """Whether it is made of letters (an apostrophe inside allowed)."""
        return self.text[0].isalpha()


@dataclass(frozen=True)
class Spoken:
    """`written`: the text with number words as digits; `starts`/`ends`: per character of it, where it came from."""

    original: str
    written: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of the non-empty half-open range [start, end) of `written`."""
        return self.starts[start], self.ends[end - 1]


def tokens_of(text: str) -> tuple[Token, ...]:
    """Every word, digit run and sign of the text, in order; white space falls away."""
    return tuple(Token(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text))


def to_written(text: str) -> Spoken:
    """Number words become digits, `double seven` becomes `77`, `oh` next to a number `0`; all else stays."""
    tokens = tokens_of(text)
    written: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = at = 0
    reader = _NumberReader(text, tokens)
    while at < len(tokens):
        found = reader.read(at)
        if found is None:
            at += 1
            continue
        digits, after = found
        first, last = tokens[at].start, tokens[after - 1].end
        written.append(text[done:first] + digits)
        starts.extend(range(done, first))
        ends.extend(range(done + 1, first + 1))
        starts.extend([first] * len(digits))
        ends.extend([last] * len(digits))
        done, at = last, after
    written.append(text[done:])
    starts.extend(range(done, len(text)))
    ends.extend(range(done + 1, len(text) + 1))
    return Spoken(text, "".join(written), tuple(starts), tuple(ends))


class _NumberReader:
    """Reads one number as long as it goes, from a given token on."""

    def __init__(self, text: str, tokens: tuple[Token, ...]) -> None:
        self._words = [token.lower for token in tokens]
        self._joined = [_JOINS.fullmatch(text[a.end : b.start]) is not None for a, b in pairwise(tokens)]
        self._hyphen = [text[a.end : b.start] == "" and b.text == "-" for a, b in pairwise(tokens)]

    def read(self, at: int) -> tuple[str, int] | None:
        """The digits and the index after the last token read; None where no number word stands."""
        word = self._words[at]
        letter = self._coded_letter(at) or self._code_word(at)
        if letter is not None:
            return letter
        if word in REPEATS:
            return self._repeated(at)
        if word in NOUGHTS:
            return ("0", at + 1) if self._beside_a_number(at) else None
        ordinal = self._ordinal(at)
        if ordinal is not None:
            return ordinal
        small = self._below_hundred(at)
        if small is None:
            return None
        value, after = small
        year = self._year(value, after)
        return year if year is not None else self._scaled(value, after)

    def _next(self, after: int) -> int | None:
        """Index of the token that follows directly (white space or one hyphen between), if any."""
        if after >= len(self._words):
            return None
        if self._joined[after - 1] and self._words[after] != "-":
            return after
        if self._words[after] == "-" and self._hyphen[after - 1] and after + 1 < len(self._words):
            return after + 1
        return None

    def _coded_letter(self, at: int) -> tuple[str, int] | None:
        """`b` of "b as in boy": a letter, a link and a word that begins with it."""
        letter = self._words[at]
        if len(letter) != 1 or not letter.isalpha():
            return None
        for link in CODE_LINKS:
            after = at + 1 + len(link)
            if after < len(self._words) and tuple(self._words[at + 1 : after]) == link:
                word = self._words[after]
                return (letter, after + 1) if len(word) > 1 and word[0] == letter else None
        return None

    def _code_word(self, at: int) -> tuple[str, int] | None:
        """`k` of "kilo" beside another word of the spelling alphabet, a digit or a single letter."""
        if self._words[at] not in SPELLING_ALPHABET:
            return None
        around = [self._words[index] for index in (at - 1, at + 1) if 0 <= index < len(self._words)]
        sure = self._words[at] not in ALSO_PLAIN_WORDS  # "november 16" is a date
        beside = any(
            word in SPELLING_ALPHABET
            or (sure and self._is_digit_word(word))
            or (len(word) == 1 and word.isalpha() and word not in "ai")
            for word in around
        )
        return (SPELLING_ALPHABET[self._words[at]], at + 1) if beside else None

    def _repeated(self, at: int) -> tuple[str, int] | None:
        follower = self._next(at + 1)
        if follower is None:
            return None
        word, times = self._words[follower], REPEATS[self._words[at]]
        digit = "0" if word in NOUGHTS else str(UNITS[word]) if word in UNITS else word
        return (digit * times, follower + 1) if len(digit) == 1 and digit.isalnum() else None

    def _ordinal(self, at: int) -> tuple[str, int] | None:
        word = self._words[at]
        if word in LARGE_ORDINALS or word in UNIT_ORDINALS:
            return with_ordinal_suffix({**LARGE_ORDINALS, **UNIT_ORDINALS}[word]), at + 1
        follower = self._next(at + 1) if word in TENS else None
        if follower is not None and self._words[follower] in UNIT_ORDINALS:
            return with_ordinal_suffix(TENS[word] + UNIT_ORDINALS[self._words[follower]]), follower + 1
        return None

    def _below_hundred(self, at: int) -> tuple[int, int] | None:
        word = self._words[at]
        if word in UNITS or word in TEENS:
            return {**UNITS, **TEENS}[word], at + 1
        if word not in TENS:
            return None
        follower = self._next(at + 1)
        if follower is not None and UNITS.get(self._words[follower], 0) > 0:
            return TENS[word] + UNITS[self._words[follower]], follower + 1
        return TENS[word], at + 1

    def _year(self, value: int, after: int) -> tuple[str, int] | None:
        follower = self._next(after) if value in CENTURIES else None
        if follower is None:
            return None
        if self._words[follower] in NOUGHTS:
            unit = self._next(follower + 1)
            if unit is not None and self._words[unit] in UNITS:
                return f"{value}0{UNITS[self._words[unit]]}", unit + 1
            return None
        rest = self._below_hundred(follower)
        if rest is None or rest[0] < 10:
            return None
        return f"{value}{rest[0]}", rest[1]

    def _scaled(self, value: int, after: int) -> tuple[str, int]:
        """Adds `hundred` and `thousand` where they follow; "two thousand and one" is 2001."""
        for scale, factor in (("hundred", 100), ("thousand", 1000)):
            follower = self._next(after)
            if follower is None or self._words[follower] != scale or value == 0:
                continue
            value, after = value * factor, follower + 1
            rest_at = self._next(after)
            if rest_at is not None and self._words[rest_at] == "and":
                rest_at = self._next(rest_at + 1)
            rest = self._below_hundred(rest_at) if rest_at is not None else None
            if rest is not None and rest[0] > 0 and not (rest[0] < 10 and self._digit_follows(rest[1])):
                value, after = value + rest[0], rest[1]
        return str(value), after

    def _digit_follows(self, after: int) -> bool:
        """Whether a digit is next: "one eight hundred two two two" goes on digit by digit: the hundred ends a group."""
        follower = self._next(after)
        return follower is not None and self._words[follower] in {*UNITS, *NOUGHTS}

    def _beside_a_number(self, at: int) -> bool:
        """`oh` is a nought only when a spoken digit stands directly beside it: "oh god" is not."""
        after = self._next(at + 1)
        before = at - 1 if at > 0 and self._joined[at - 1] else None
        return any(index is not None and self._is_digit_word(self._words[index]) for index in (before, after))

    @staticmethod
    def _is_digit_word(word: str) -> bool:
        return word in UNITS or word in TEENS or word in TENS or word in NOUGHTS or word in REPEATS or word.isdigit()
