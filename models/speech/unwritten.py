"""Speech for which no word was written: whisper leaves some out, and a word's time may end before the word does."""

from collections.abc import Iterable, Sequence

from models.speech.voice_activity import Region
from pipeline.domain.transcript import UnwrittenSpeech, Word

LEAST_S = 0.2  # shorter ones are the pauses between words


def find_unwritten(regions: Sequence[Region], words: Sequence[Word]) -> list[UnwrittenSpeech]:
    """What of one track's regions of speech no word's time covers, in order, `LEAST_S` and longer.

    A word without times covers nothing.
    """
    times = sorted((word.start_s, word.end_s) for word in words if word.start_s is not None and word.end_s is not None)
    return [
        UnwrittenSpeech(start_s=start_s, end_s=end_s)
        for region in regions
        for start_s, end_s in _uncovered(region, times)
        if end_s - start_s >= LEAST_S
    ]


def _uncovered(region: Region, times: Iterable[tuple[float, float]]) -> Iterable[tuple[float, float]]:
    """The gaps that `times`, sorted by start, leave in the region."""
    reached_s = region.start_s
    for start_s, end_s in times:
        if start_s >= region.end_s:
            break
        if start_s > reached_s:
            yield reached_s, start_s
        reached_s = max(reached_s, end_s)
    if reached_s < region.end_s:
        yield reached_s, region.end_s
