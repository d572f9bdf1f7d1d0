"""Searches a transcript for the identifiers that are known to be said in a call.

Both are read in written form, so that "three one nine" is "319" and "T-H-O-R" is "thor". An identifier counts as heard
when any of these is: the whole of it, three of its digits in a row, one of its words, or, in names, places and
addresses, something like one of its words or four letters of it in a row.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import accumulate, groupby, pairwise

from jellyfish import levenshtein_distance, metaphone

from models.phi.spoken import to_written
from pipeline.domain.labelled import LabelledCall
from pipeline.domain.phi import KEPT, PhiLabel, PhiSpan, RedactedTurn
from pipeline.domain.transcript import Turn

NEAR_S = 2.0
"""How far from its turn an identifier is looked for: turns are found within 1 s of their time, words lie in them."""
DIGITS, LONG_NUMBER, WORD, LETTERS = 3, 5, 3, 4
ALIKE, SOUNDS_ALIKE = 0.66, 0.55
"""From the first likeness on a word counts as a name misheard ("Amher" is .67 like "Amir"), from the second if it also
sounds the same but for one sound ("eat it" is .60 like "Edith")."""
MISHEARD = frozenset({PhiLabel.NAME, PhiLabel.GEO, PhiLabel.EMAIL, PhiLabel.URL})
# Parts of identifiers that by themselves point at nobody.
COMMON = frozenset({"the", "and", "dot", "com", "street", "avenue", "lane", "road", "apartment", "unit"})

_PLACEHOLDER = "[]"
_TOKEN = re.compile(r"\[[A-Z_0-9]+\]|\d+(?:(?:st|nd|rd|th)\b)?|[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True)
class Token:
    """A word in lower case or a run of digits; `start`/`end` are offsets in its text, or seconds in a call."""

    text: str = field(repr=False)
    start: float
    end: float


@dataclass(frozen=True)
class Planted:
    """One identifier of the truth, and the words and numbers that are said in clear near it and in the whole call."""

    call_id: str
    label: PhiLabel
    said: str = field(repr=False)
    tokens: tuple[str, ...] = field(repr=False)
    start_s: float
    end_s: float
    clear_near: frozenset[str] = field(repr=False)
    clear_in_call: frozenset[str] = field(repr=False)


@dataclass(frozen=True)
class Hit:
    """What of an identifier stands in a transcript, and when it is said."""

    heard: str = field(repr=False)
    at_s: float


def planted_in(call: LabelledCall) -> list[Planted]:
    """Every identifier of a call that nobody may hear. Raises ValueError where a turn of the truth has no time."""
    clear = [frozenset(_texts(_without_phi(turn.text, turn.phi))) for turn in call.turns]
    everywhere = frozenset[str]().union(*clear)
    found = []
    for index, turn in enumerate(call.turns):
        if turn.start_s is None or turn.end_s is None:
            raise ValueError(f"{call.call_id}: turn {index} of the truth has no time")
        near = frozenset[str]().union(*clear[max(0, index - 1) : index + 2])
        for span in turn.phi:
            if span.label not in KEPT:
                said = turn.text[span.start : span.end]
                tokens = tuple(token.text for token in _tokens(said))
                found.append(
                    Planted(call.call_id, span.label, said, tokens, turn.start_s, turn.end_s, near, everywhere)
                )
    return found


def _without_phi(text: str, phi: Sequence[PhiSpan]) -> str:
    for span in sorted(phi, key=lambda one: -one.start):
        if span.label not in KEPT:
            text = text[: span.start] + span.label.placeholder + text[span.end :]
    return text


def _texts(text: str) -> set[str]:
    """Its words and numbers, and numbers said in pieces also as one."""
    tokens = _tokens(text)
    return {one.text for one in (*tokens, *_numbers(tokens))}


def tokens_of(turns: Iterable[Turn | RedactedTurn]) -> list[Token]:
    """The words and numbers of a transcript in order, with the times of their words; placeholders stand as `[]`."""
    return [timed for turn in turns for timed in _timed(turn)]


def _timed(turn: Turn | RedactedTurn) -> Iterable[Token]:
    ends = list(accumulate(len(word.text) + 1 for word in turn.words))
    for token in _tokens(turn.text):
        at = bisect_right(ends, token.start)
        word = turn.words[at] if at < len(turn.words) else None
        start_s = turn.start_s if word is None or word.start_s is None else word.start_s
        end_s = turn.end_s if word is None or word.end_s is None else word.end_s
        yield Token(token.text, start_s, end_s)


def _tokens(text: str) -> list[Token]:
    """Words in lower case and numbers in digits; a spelling becomes the word that it spells."""
    written = to_written(text)
    found = []
    for match in _TOKEN.finditer(written.written):
        word = match.group()
        plain = _PLACEHOLDER if word[0] == "[" else word.rstrip("stndrh") if word[0].isdigit() else word.lower()
        found.append(Token(plain, *written.span(*match.span())))
    return [token for letters, run in groupby(found, _is_letter) for token in _spelled(letters, list(run))]


def _is_letter(token: Token) -> bool:
    return len(token.text) == 1 and token.text.isalpha()


def _spelled(letters: bool, run: list[Token]) -> list[Token]:
    """Three single letters in a row or more are one word."""
    return [_joined(run)] if letters and len(run) >= WORD else run


def _numbers(tokens: Iterable[Token]) -> list[Token]:
    """Each run of numbers as one."""
    return [_joined(list(run)) for digits, run in groupby(tokens, lambda one: one.text.isdigit()) if digits]


def _joined(run: Sequence[Token]) -> Token:
    return Token("".join(token.text for token in run), run[0].start, run[-1].end)


def search(planted: Planted, tokens: Sequence[Token]) -> list[Hit]:
    """What of the identifier stands in the transcript; empty where nothing does."""
    near = [token for token in tokens if token.end > planted.start_s - NEAR_S and token.start < planted.end_s + NEAR_S]
    hits = (*_whole(planted, near), *_digits(planted, near, tokens), *_words(planted, near, tokens))
    if not hits and planted.label in MISHEARD:
        hits = tuple(_misheard(planted, near))
    return list(dict.fromkeys(hits))


def _whole(planted: Planted, near: Sequence[Token]) -> Iterable[Hit]:
    """All of it in a row. One word or number that is also said in clear near by proves nothing."""
    length = len(planted.tokens)
    if set(planted.tokens) <= planted.clear_near | COMMON:
        return
    for at in range(len(near) - length + 1):
        run = near[at : at + length]
        if tuple(token.text for token in run) == planted.tokens:
            yield Hit(" ".join(planted.tokens), run[0].start)


def _digits(planted: Planted, near: Sequence[Token], tokens: Sequence[Token]) -> Iterable[Hit]:
    """Its digits in a row: few of them near by, many anywhere in the call."""
    clear = [text for text in planted.clear_near if text.isdigit()]
    planted_numbers = _numbers(Token(text, 0.0, 0.0) for text in planted.tokens)
    for heard, least in ((near, DIGITS), (tokens, LONG_NUMBER)):
        for number in _numbers(heard):
            for said in planted_numbers:
                same = _common(said.text, number.text)
                if len(same) >= least and not any(same in text for text in clear):
                    yield Hit(same, number.start)


def _words(planted: Planted, near: Sequence[Token], tokens: Sequence[Token]) -> Iterable[Hit]:
    """One of its words: anywhere in the call if it is never said there in clear, else near by."""
    for word in {text for text in planted.tokens if text.isalpha() and len(text) >= WORD} - COMMON:
        if word not in planted.clear_near:
            heard = near if word in planted.clear_in_call else tokens
            yield from (Hit(word, token.start) for token in heard if token.text == word)


def _misheard(planted: Planted, near: Sequence[Token]) -> list[Hit]:
    """Words, or two words together, that sound like one of its own and that nobody says in clear near by."""
    unsaid = [token for token in near if token.text.isalpha() and token.text not in planted.clear_near | COMMON]
    pairs = [
        _joined(pair)
        for pair in pairwise(near)
        if any(token in unsaid for token in pair) and not any(token.text in COMMON for token in pair)
    ]
    whole = [token for token in (*unsaid, *pairs) if token.text.isalpha() and len(token.text) >= LETTERS]
    own = [text for text in planted.tokens if text.isalpha() and len(text) >= LETTERS and text not in COMMON]
    return [
        Hit(token.text, token.start)
        for token in whole
        for word in own
        if _is_like(word, token.text) or (token in unsaid and len(_common(word, token.text)) >= LETTERS)
    ]


def _is_like(word: str, heard: str) -> bool:
    """Whether two words are spelled alike, or a little alike and sound the same."""
    ratio = SequenceMatcher(None, word, heard, autojunk=False).ratio()
    sounds, heard_sounds = metaphone(word), metaphone(heard)
    same_sound = min(len(sounds), len(heard_sounds)) >= WORD and levenshtein_distance(sounds, heard_sounds) <= 1
    return ratio >= (SOUNDS_ALIKE if same_sound else ALIKE)


def _common(one: str, other: str) -> str:
    """The longest piece that both hold."""
    match = SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    return one[match.a : match.a + match.size]
