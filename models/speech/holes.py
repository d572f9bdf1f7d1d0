"""Sentences that whisper skipped: it now and then leaves out seconds of clear speech, and no figure of its own tells.

Its word times do: the word beside the gap is stretched over it. Silence is cut out of windows, so a word that lasts
for many seconds stands for speech that was not written down; that stretch is decoded once more by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models.speech.windows import Window

if TYPE_CHECKING:
    from models.speech.word_times import TimedWord

RUN = 3  # words looked at together: the gap is often spread over two or three of them
LONGEST_RUN_S = 4.0  # of words of no letters
SECONDS_A_LETTER, SECONDS_A_DIGIT = 0.15, 0.6  # spelled names and long numbers are one word and last longer


@dataclass(frozen=True)
class Hole:
    """Words that last too long, `first` up to but without `last`, and their stretch of the window."""

    first: int
    last: int
    window: Window
    start_s: float


def find_holes(words: Sequence["TimedWord"], window: Window) -> list[Hole]:
    """Runs of words that last longer than they can be spoken, up to the word after or the window's end."""
    bounds = [*(word.start_s for word in words), window.duration_s]
    holes = []
    first = 0
    while first < len(words):
        last = min(first + RUN, len(words))
        if bounds[last] - bounds[first] > _longest_s(words[first:last]):
            holes.append(Hole(first, last, window.part(bounds[first], bounds[last]), bounds[first]))
            first = last
        else:
            first += 1
    return holes


def fill_hole(words: Sequence["TimedWord"], hole: Hole, found: Sequence["TimedWord"]) -> list["TimedWord"]:
    """The words with those of the hole replaced by what was found there; unchanged where that is no more."""
    if len(found) <= hole.last - hole.first:
        return list(words)
    shifted = [replace(word, start_s=word.start_s + hole.start_s, end_s=word.end_s + hole.start_s) for word in found]
    return [*words[: hole.first], *shifted, *words[hole.last :]]


def _longest_s(words: Sequence["TimedWord"]) -> float:
    """How long the words can last, the pauses between them included."""
    characters = "".join(word.text for word in words)
    digits = sum(character.isdigit() for character in characters)
    return LONGEST_RUN_S + SECONDS_A_DIGIT * digits + SECONDS_A_LETTER * (len(characters) - digits)
