"""How the same words can stand in a transcript: bare or punctuated, in figures or words, cut, misheard, with fillers.

Everything by the caller's random generator. Changes happen inside pieces, so labels stay where they belong.
"""

import random
import re
from collections.abc import Callable, Sequence

from models.phi.number_words import NOUGHTS, TEENS, TENS, UNITS
from models.training.phi.pieces import Piece, Shown, joined
from pipeline.domain.call import Speaker
from pipeline.domain.phi import PhiLabel

BARE, LOWER, CAPITALISED = 0.3, 0.12, 0.05
TO_WORDS, TO_FIGURES = 0.2, 0.2
SLOPPY, LOST, FILLED, MISSPELT = 0.3, 0.015, 0.02, 0.04
UNKNOWN_SPEAKERS, ONE_SPEAKER, MERGED = 0.08, 0.04, 0.08
FILLERS = ("um", "uh", "er", "like", "you know")

_BARE = re.compile(r"[^\w\s'’]")
_DIGIT_WORDS = {**{word: str(digit) for word, digit in UNITS.items()}, **dict.fromkeys(NOUGHTS, "0")}
_DIGIT_RUN = re.compile(rf"\b(?:{'|'.join(_DIGIT_WORDS)})(?:[ -](?:{'|'.join(_DIGIT_WORDS)}))+\b", re.IGNORECASE)
_FIGURES = re.compile(r"\d+")
_ONES = tuple(UNITS) + tuple(TEENS)
_TENS = {value // 10: word for word, value in TENS.items() if word != "fourty"}
_NUMERIC = frozenset(PhiLabel) - {
    PhiLabel.NAME, PhiLabel.STAFF, PhiLabel.ORG, PhiLabel.DATE, PhiLabel.AGE_OVER_89, PhiLabel.GEO,
}  # fmt: skip


def disturb(turns: Sequence[Shown], chance: random.Random) -> list[Shown]:
    """The turns of one call with this time's changes; now and then fewer turns, since some were run together."""
    styles = _styles(chance)
    shown = [_in_style(turn, *styles) for turn in turns]
    if chance.random() < SLOPPY:
        shown = [Shown(turn.speaker, tuple(_sloppy(piece, chance) for piece in turn.pieces)) for turn in shown]
    fate = chance.random()
    if fate < UNKNOWN_SPEAKERS:
        return [Shown(Speaker.UNKNOWN, turn.pieces) for turn in shown]
    if fate < UNKNOWN_SPEAKERS + ONE_SPEAKER and shown:
        return [joined(shown, Speaker.UNKNOWN)]
    if fate < UNKNOWN_SPEAKERS + ONE_SPEAKER + MERGED:
        return [joined(shown[at : at + 2], shown[at].speaker) for at in range(0, len(shown), 2)]
    return shown


Change = Callable[[Piece], Piece]


def _styles(chance: random.Random) -> tuple[Change, ...]:
    """What is done to every piece of this call. Drawn once a call."""
    changes: list[Change] = []
    numbers = chance.random()
    if numbers < TO_WORDS:
        changes.append(lambda piece: Piece(_in_words(piece), piece.label))
    elif numbers < TO_WORDS + TO_FIGURES:
        sign = chance.choice(["", "", "-", " ", ", "])
        changes.append(lambda piece: Piece(_in_figures(piece.text, sign), piece.label))
    look = chance.random()
    if look < BARE:
        changes.append(lambda piece: Piece(_bare(piece.text), piece.label))
    elif look < BARE + LOWER:
        changes.append(lambda piece: Piece(piece.text.lower(), piece.label))
    elif look < BARE + LOWER + CAPITALISED:
        changes.append(lambda piece: Piece(piece.text.title() if piece.label else piece.text, piece.label))
    return tuple(changes)


def _in_style(turn: Shown, *changes: Change) -> Shown:
    pieces = turn.pieces
    for change in changes:
        pieces = tuple(piece if piece.is_placeholder else change(piece) for piece in pieces)
    return Shown(turn.speaker, pieces)


def _bare(text: str) -> str:
    return re.sub(r" {2,}", " ", _BARE.sub(" ", text)).lower()


def _in_words(piece: Piece) -> str:
    """Figures as words: identifiers digit by digit, small counts as they are said; long unlabelled ones stay."""

    def said(match: re.Match[str]) -> str:
        figures = match.group()
        if piece.label in _NUMERIC:
            words = " ".join(_ONES[int(figure)] if figure.isascii() else figure for figure in figures)
            return f" {words} "
        return number_in_words(int(figures)) if len(figures) < 3 and figures.isascii() else figures

    text = _FIGURES.sub(said, piece.text)
    return re.sub(r" {2,}", " ", text).strip() if piece.label in _NUMERIC else text


def number_in_words(number: int) -> str:
    """0 ≤ number < 100 as it is said."""
    if number < 20:
        return _ONES[number]
    tens = _TENS[number // 10]
    return tens if number % 10 == 0 else f"{tens} {_ONES[number % 10]}"


def _in_figures(text: str, sign: str) -> str:
    """Runs of digit words as figures with `sign` between them."""

    def written(match: re.Match[str]) -> str:
        return sign.join(_DIGIT_WORDS[word] for word in re.split(r"[ -]", match.group().lower()))

    return _DIGIT_RUN.sub(written, text)


def _sloppy(piece: Piece, chance: random.Random) -> Piece:
    """Words lost and fillers put in outside identifiers, letters slipped inside names."""
    if piece.label in (PhiLabel.NAME, PhiLabel.GEO, PhiLabel.STAFF):
        words = [_misspelt(word, chance) if chance.random() < MISSPELT else word for word in piece.text.split(" ")]
        return Piece(" ".join(words), piece.label)
    if piece.label is not None or piece.is_placeholder:
        return piece
    kept: list[str] = []
    for word in piece.text.split(" "):
        if word and chance.random() < LOST:
            continue
        kept.append(word)
        if word and chance.random() < FILLED:
            kept.append(chance.choice(FILLERS))
    text = " ".join(kept)
    lead = " " if piece.text[:1] == " " and text[:1] != " " else ""
    return Piece(lead + text + (" " if piece.text[-1:] == " " and text[-1:] != " " else ""), None)


def _misspelt(word: str, chance: random.Random) -> str:
    if len(word) < 4 or not word.isalpha():
        return word
    at = chance.randrange(1, len(word) - 1)
    return chance.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + chance.choice("aeiou") + word[at + 1 :],
        ]
    )
