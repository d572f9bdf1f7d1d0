"""Packs regions of speech into windows of at most 30 s, the length that whisper reads, and maps times back."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np

from models.speech.sound16k import SAMPLE_RATE, Samples, Track
from models.speech.voice_activity import FRAME, Probabilities, Region

WINDOW_S = 30.0
LOOK_BACK_S = 8.0  # a window ends at the longest pause of its last seconds, so that sentences stay whole
KEPT_SILENCE_S = 0.6  # a pause inside a window is cut down to this


@dataclass(frozen=True, eq=False)
class Window:
    """Stretches of one track, to be decoded as one piece. `track` counts over all recordings of a group."""

    track: int
    pieces: tuple[Region, ...]

    @cached_property
    def _offsets(self) -> list[float]:
        return [0.0, *accumulate(piece.duration_s for piece in self.pieces)]

    @property
    def duration_s(self) -> float:
        """How much sound the window holds, in seconds."""
        return self._offsets[-1]

    def samples(self, track: Track) -> Samples:
        """The pieces one after another, at 16 kHz."""
        cut = [
            track.samples[round(piece.start_s * SAMPLE_RATE) : round(piece.end_s * SAMPLE_RATE)]
            for piece in self.pieces
        ]
        return np.concatenate(cut)

    def span(self, start_s: float, end_s: float) -> tuple[float, float]:
        """A span of the window's time in the track's time. One that crosses a cut keeps its longer side."""
        first, last = self._piece_at(start_s), self._piece_at(end_s)
        if last > first and end_s - self._offsets[last] <= 0:
            last -= 1
        if last > first:
            sides = [
                min(end_s, self._offsets[index + 1]) - max(start_s, self._offsets[index])
                for index in range(first, last + 1)
            ]
            kept = first + int(np.argmax(sides))
            start_s, end_s = max(start_s, self._offsets[kept]), min(end_s, self._offsets[kept + 1])
            first = kept
        piece, shift = self.pieces[first], self.pieces[first].start_s - self._offsets[first]
        return min(start_s + shift, piece.end_s), min(max(start_s, end_s) + shift, piece.end_s)

    def part(self, start_s: float, end_s: float) -> "Window":
        """The window of a span of this window's time; the same sound, cut where it was cut before."""
        pieces = []
        for piece, offset in zip(self.pieces, self._offsets, strict=False):
            first, last = max(start_s - offset, 0.0), min(end_s - offset, piece.duration_s)
            if first < last:
                pieces.append(Region(piece.start_s + first, piece.start_s + last))
        return Window(self.track, tuple(pieces))

    def _piece_at(self, time_s: float) -> int:
        return min(max(bisect_right(self._offsets, time_s) - 1, 0), len(self.pieces) - 1)


def pack_windows(track: int, regions: Sequence[Region], probabilities: Probabilities) -> list[Window]:
    """Every region in exactly one window, in order; a region over 30 s is cut where speech is least likely."""
    pieces = [piece for region in regions for piece in _shorten(region, probabilities)]
    windows: list[Window] = []
    while pieces:
        count = _longest_run(pieces)
        if count < len(pieces):
            count = _best_break(pieces, count)
        windows.append(Window(track, _join(pieces[:count])))
        pieces = pieces[count:]
    return windows


def _shorten(region: Region, probabilities: Probabilities) -> list[Region]:
    """The region cut into parts of at most 30 s."""
    if region.duration_s <= WINDOW_S:
        return [region]
    first = round((region.start_s + WINDOW_S / 2) * SAMPLE_RATE / FRAME)
    last = int((region.start_s + WINDOW_S) * SAMPLE_RATE / FRAME)
    quietest = first + int(np.argmin(probabilities[first:last])) if first < len(probabilities) else last
    cut = quietest * FRAME / SAMPLE_RATE
    return [Region(region.start_s, cut), *_shorten(Region(cut, region.end_s), probabilities)]


def _silence(before: Region, after: Region) -> float:
    """How much of the pause between two pieces is kept."""
    return min(after.start_s - before.end_s, KEPT_SILENCE_S)


def _longest_run(pieces: Sequence[Region]) -> int:
    """How many of the first pieces fit into one window."""
    length = pieces[0].duration_s
    for count in range(1, len(pieces)):
        length += _silence(pieces[count - 1], pieces[count]) + pieces[count].duration_s
        if length > WINDOW_S:
            return count
    return len(pieces)


def _best_break(pieces: Sequence[Region], count: int) -> int:
    """Where to end the window: before the longest pause among the last seconds that fit."""
    earliest = pieces[count - 1].end_s - LOOK_BACK_S
    candidates = [index for index in range(1, count + 1) if pieces[index - 1].end_s >= earliest]
    return max(candidates, key=lambda index: (pieces[index].start_s - pieces[index - 1].end_s, index))


def _join(pieces: Sequence[Region]) -> tuple[Region, ...]:
    """The pieces grown into the pauses between them, half of the kept silence each; short pauses close up."""
    joined: list[Region] = [pieces[0]]
    for after in pieces[1:]:
        before = joined[-1]
        half = _silence(before, after) / 2
        if after.start_s - before.end_s <= KEPT_SILENCE_S:
            joined[-1] = Region(before.start_s, after.end_s)
        else:
            joined[-1] = Region(before.start_s, before.end_s + half)
            joined.append(Region(after.start_s - half, after.end_s))
    return tuple(joined)
