"""How a call becomes the token windows that the tagger reads: one stream of turns, cut into overlapping windows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pydantic import Field

from models.encoder import CLS, MARKS, SEP
from pipeline.domain.base import Value
from pipeline.domain.call import Speaker

Split = Callable[[list[str]], list[list[tuple[int, int, int]]]]
"""Texts to word pieces: for each text a list of (id, start, end), offsets half-open in that text."""

NOWHERE = (-1, 0, 0)


class TaggerLayout(Value):
    """Sizes of a window in word pieces. Fixed at training; the shipped value stands beside the weights."""

    before: int = Field(default=64, ge=0, description="context before the judged part")
    judged: int = Field(default=192, ge=16, description="pieces that this window decides")
    after: int = Field(default=32, ge=0, description="context after it")


@dataclass(frozen=True)
class TaggerWindow:
    """Token ids and for each where it stands: (turn, start, end), or NOWHERE; `judged`: positions that count."""

    tokens: tuple[int, ...]
    places: tuple[tuple[int, int, int], ...]
    judged: range

    def __len__(self) -> int:
        return len(self.tokens)


def read_windows(
    speakers: Sequence[Speaker], texts: Sequence[str], layout: TaggerLayout, split: Split, offset: int = 0
) -> list[TaggerWindow]:
    """Windows that judge every word piece of the call exactly once, in order; none for a call without words.

    Cuts fall between turns where one ends in the last third of the judged part. `offset` (0 ≤ offset < judged)
    shortens the first window, so that training sees other cuts of the same call.
    """
    tokens, places, turn_starts = _stream(speakers, texts, split)
    cuts = _cuts(len(tokens), turn_starts, layout.judged, offset)
    windows = []
    for start, stop in pairwise(cuts):
        begin, end = max(0, start - layout.before), min(len(tokens), stop + layout.after)
        windows.append(
            TaggerWindow(
                (CLS, *tokens[begin:end], SEP),
                (NOWHERE, *places[begin:end], NOWHERE),
                range(start - begin + 1, stop - begin + 1),
            )
        )
    return windows


def _stream(
    speakers: Sequence[Speaker], texts: Sequence[str], split: Split
) -> tuple[list[int], list[tuple[int, int, int]], set[int]]:
    """All turns one after another, each behind its speaker's mark; where turns begin."""
    marks = {
        speaker: [piece[0] for piece in pieces]
        for speaker, pieces in zip(MARKS, split(list(MARKS.values())), strict=True)
    }
    tokens: list[int] = []
    places: list[tuple[int, int, int]] = []
    starts = set()
    for turn, (speaker, pieces) in enumerate(zip(speakers, split(list(texts)), strict=True)):
        starts.add(len(tokens))
        tokens += [*marks[speaker], *(piece[0] for piece in pieces)]
        places += [*([NOWHERE] * len(marks[speaker])), *((turn, start, end) for _, start, end in pieces)]
    return tokens, places, starts


def _cuts(length: int, turn_starts: set[int], judged: int, offset: int) -> list[int]:
    if length == 0:
        return []
    cuts = [0]
    size = judged - offset
    while length - cuts[-1] > size:
        furthest = cuts[-1] + size
        earliest = cuts[-1] + max(1, 2 * size // 3)
        cuts.append(next((at for at in range(furthest, earliest, -1) if at in turn_starts), furthest))
        size = judged
    return [*cuts, length]
