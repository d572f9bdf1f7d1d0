"""Which stretches of sound to mute, from the hidden spans of a transcript and the times of its words.

Word times are read off the recogniser's attention. Most are near the truth, and the padding covers what they lack. Some
are wrong by far more: no time, no length, a number squeezed into a blink while its neighbour lasts for
seconds. Such times are not believed. Where a hidden word or a word beside it has one, everything is muted from the end
of the last word before that can be believed to the start of the next one after: hearing less is the safer error.
Speech that was never written down was never searched, so it is muted too where it is long or beside a hidden word, and
so is a word that the recogniser only guessed.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from pipeline.domain.phi import MutedSpan, PhiSpan
from pipeline.domain.transcript import Transcript, Turn, UnwrittenSpeech, Word

# Measured on the 2,959 words of the sample calls (whisper base). The median is 0.06 s a letter and 0.30 s a digit.
# Seven words in a thousand are below these bounds.
SHORTEST_WORD_S = 0.05
SHORTEST_LETTER_S = 0.02
SHORTEST_DIGIT_S = 0.12  # "ten" and "twenty" say two digits in one breath
# Over several words their errors level out: 1 in 100 runs of three words is faster than this, and no run with a number.
FASTEST_LETTER_S = 0.04
FASTEST_DIGIT_S = 0.18
# A word that lasts longer stands for a pause, or for speech that was not written down: 2 in 1,000 do.
LONGEST_WORD_S = 0.8
LONGEST_LETTER_S = 0.1
LONGEST_DIGIT_S = 0.6

FRAGMENT_DIGITS = 4
"""So few digits alone are a piece of a number whose other pieces may have been misheard as words beside them."""
LONGEST_UNWRITTEN_S = 0.9
"""Longer speech without a word was left out by the recogniser. Of 1,038 gaps in the sample calls one is: it lasts 2.4 s
and holds an address; all others are ends of words and pauses, at most 0.84 s long."""
UNSURE = 0.25
"""Below this probability the recogniser guessed, and the guess was searched, not what was said. Of the sample calls'
words that are not hidden 4 in 1,000 are; one is a neighbour's name ("my neighbor eat it", where "Edith" was said)."""
JOIN_S = 0.3
"""What is left between two muted stretches is muted too below this: the median word lasts 0.26 s, so hardly a word
would be understood there, but a digit would fit in."""

Range = tuple[float, float]
"""Start and end in seconds."""


def muted_spans(transcript: Transcript, hidden: Sequence[Sequence[PhiSpan]], padding_s: float) -> tuple[MutedSpan, ...]:
    """What to mute, on all channels, for each turn's hidden spans: sorted, disjoint, within the call.

    `padding_s`: seconds more on both sides of each stretch.
    """
    stretches = (one for turn, phi in zip(transcript.turns, hidden, strict=True) for one in _muted_of(turn, phi))
    muted = merged(
        [_span(start_s - padding_s, end_s + padding_s) for start_s, end_s in stretches], transcript.duration_s
    )
    return merged([*muted, *_unread(transcript.unwritten, muted)], transcript.duration_s)


def _unread(unwritten: Sequence[UnwrittenSpeech], muted: Sequence[MutedSpan]) -> Iterable[MutedSpan]:
    """Speech without words that is long, or touches what is muted."""
    ends = [span.end_s for span in muted]
    for one in unwritten:
        at = bisect_left(ends, one.start_s)
        touches = at < len(muted) and muted[at].start_s <= one.end_s
        if touches or one.end_s - one.start_s > LONGEST_UNWRITTEN_S:
            yield _span(one.start_s, one.end_s)


def _span(start_s: float, end_s: float) -> MutedSpan:
    return MutedSpan(start_s=max(0.0, start_s), end_s=max(0.0, end_s))


def merged(spans: Iterable[MutedSpan], duration_s: float) -> tuple[MutedSpan, ...]:
    """Sorted, disjoint, clipped to the call's length (seconds); spans less than `JOIN_S` apart become one."""
    result: list[MutedSpan] = []
    for span in sorted(spans, key=lambda one: one.start_s):
        start_s, end_s = min(span.start_s, duration_s), min(span.end_s, duration_s)
        if end_s <= start_s:
            continue
        if result and start_s < result[-1].end_s + JOIN_S:
            result[-1] = MutedSpan(start_s=result[-1].start_s, end_s=max(result[-1].end_s, end_s))
        else:
            result.append(MutedSpan(start_s=start_s, end_s=end_s))
    return tuple(result)


def word_offsets(turn: Turn) -> list[tuple[int, int]] | None:
    """Where each word stands in the turn's text; None where the words joined by spaces are not the text."""
    offsets = []
    at = 0
    for word in turn.words:
        offsets.append((at, at + len(word.text)))
        at += len(word.text) + 1
    return offsets if " ".join(word.text for word in turn.words) == turn.text else None


def _muted_of(turn: Turn, phi: Sequence[PhiSpan]) -> Iterable[Range]:
    """Start and end in seconds of what each span and each guessed word takes, without padding."""
    offsets = word_offsets(turn) or []
    begins, ends = [begin for begin, _ in offsets], [end for _, end in offsets]
    touched = [(bisect_right(ends, span.start), bisect_left(begins, span.end)) for span in phi]
    hidden = {at for first, stop in touched for at in range(first, stop)}
    times = [_believed(turn.words, at) for at in range(len(turn.words))]
    bounds = [None if at in hidden else time for at, time in enumerate(times)]
    for first, stop in touched:
        if first < stop:
            yield _exact(turn.words, first, stop - 1, times) or _neighbourhood(turn, first, stop - 1, bounds)
        else:
            yield turn.start_s, turn.end_s
    for word in turn.words:
        if word.probability < UNSURE and word.start_s is not None and word.end_s is not None:
            yield word.start_s, word.end_s


def _exact(words: Sequence[Word], first: int, last: int, times: Sequence[Range | None]) -> Range | None:
    """From the first word's start to the last one's end; None where they may be said elsewhere."""
    around = times[max(0, first - 1) : last + 2]
    start, end = times[first], times[last]
    if start is None or end is None or None in around:
        return None
    text = "".join(word.text for word in words[first : last + 1])
    is_fragment = 0 < _digits(text) <= FRAGMENT_DIGITS
    is_rushed = end[1] - start[0] < _letters(text) * FASTEST_LETTER_S + _digits(text) * FASTEST_DIGIT_S
    return None if is_fragment or is_rushed else (start[0], end[1])


def _neighbourhood(turn: Turn, first: int, last: int, bounds: Sequence[Range | None]) -> Range:
    """From the end of the last clean word before whose time is believed to the start of the next one after.

    Where there is none it reaches to the turn's edge, and beyond it by as much as the words there may lack: a turn's
    times are those of the words that have one, so a word without a time at its edge is said outside it.
    """
    before = next((at for at in range(first - 1, -1, -1) if bounds[at] is not None), None)
    after = next((at for at in range(last + 1, len(bounds)) if bounds[at] is not None), None)
    inside = turn.words[0 if before is None else before + 1 : after]
    lacking_s = sum(_lacking_s(word) for word in inside)
    starts = [word.start_s for word in inside if word.start_s is not None]
    ends = [word.end_s for word in inside if word.end_s is not None]
    left, right = (None if at is None else bounds[at] for at in (before, after))
    start_s = turn.start_s - lacking_s if left is None else left[1]
    end_s = turn.end_s + lacking_s if right is None else right[0]
    return min([start_s, *starts]), max([end_s, *ends])


def _believed(words: Sequence[Word], at: int) -> Range | None:
    """A word's start and end; None where it cannot be said then: no time, too short, too long, or out of order."""
    word = words[at]
    if word.start_s is None or word.end_s is None:
        return None
    lasts_s = word.end_s - word.start_s
    if not _shortest_s(word.text) <= lasts_s <= _longest_s(word.text):
        return None
    before, after = words[at - 1].end_s if at else None, words[at + 1].start_s if at + 1 < len(words) else None
    in_order = (before is None or before <= word.start_s) and (after is None or word.end_s <= after)
    return (word.start_s, word.end_s) if in_order else None


def _lacking_s(word: Word) -> float:
    """How much longer a word may last than its times say."""
    has_s = 0.0 if word.start_s is None or word.end_s is None else word.end_s - word.start_s
    return max(0.0, _longest_s(word.text) - has_s) if has_s < _shortest_s(word.text) else 0.0


def _shortest_s(text: str) -> float:
    return max(SHORTEST_WORD_S, _letters(text) * SHORTEST_LETTER_S + _digits(text) * SHORTEST_DIGIT_S)


def _longest_s(text: str) -> float:
    return LONGEST_WORD_S + _letters(text) * LONGEST_LETTER_S + _digits(text) * LONGEST_DIGIT_S


def _letters(text: str) -> int:
    return sum(character.isalpha() for character in text)


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)
