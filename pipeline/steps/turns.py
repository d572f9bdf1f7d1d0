"""Turns from words: one speaker's words between two changes of speaker or two long pauses."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.domain.call import Speaker
from pipeline.domain.transcript import Turn, Word

PAUSE_S = 3.0
"""A speaker who pauses this long begins a new turn, though nobody else spoke."""
BREATH_S = 0.3
"""A gap shorter than this is within one breath: a word of the other party in it is an overlap, no change of speaker."""


@dataclass(frozen=True)
class SpokenWord:
    """One word and who says it."""

    speaker: Speaker
    word: Word = field(repr=False)


@dataclass
class _Stretch:
    """Words of one speaker without a gap longer than a breath."""

    speaker: Speaker
    words: list[Word]
    start_s: float
    end_s: float


def build_turns(words: Sequence[SpokenWord], *, pause_s: float = PAUSE_S) -> tuple[Turn, ...]:
    """Turns in order of start, numbered from 0; they overlap where the speakers do.

    `words`: each speaker's words in the order in which they are said. A word without times stays with the word before
    it (the first with the word after it). Words none of which has a time are left out with nothing to hang them on.
    """
    speakers = dict.fromkeys(spoken.speaker for spoken in words)
    stretches = sorted(
        (
            stretch
            for speaker in speakers
            for stretch in _stretches(speaker, [spoken.word for spoken in words if spoken.speaker is speaker])
        ),
        key=lambda stretch: (stretch.start_s, stretch.end_s),
    )
    joined = sorted(_join(stretches, pause_s), key=lambda stretch: (stretch.start_s, stretch.end_s))
    return tuple(
        Turn(
            index=index,
            speaker=stretch.speaker,
            start_s=stretch.start_s,
            end_s=stretch.end_s,
            text=" ".join(word.text for word in stretch.words),
            words=tuple(stretch.words),
        )
        for index, stretch in enumerate(joined)
    )


def _stretches(speaker: Speaker, words: Sequence[Word]) -> list[_Stretch]:
    stretches: list[_Stretch] = []
    untimed: list[Word] = []
    for word in words:
        if word.start_s is None or word.end_s is None:
            (stretches[-1].words if stretches else untimed).append(word)
        elif stretches and word.start_s - stretches[-1].end_s < BREATH_S:
            stretches[-1].words.append(word)
            stretches[-1].end_s = max(stretches[-1].end_s, word.end_s)
        else:
            stretches.append(_Stretch(speaker, [*untimed, word], word.start_s, max(word.start_s, word.end_s)))
            untimed = []
    return stretches


def _join(stretches: Sequence[_Stretch], pause_s: float) -> list[_Stretch]:
    """Stretches of one speaker are one turn while the pause between them is short and nobody else speaks in it."""
    turns: list[_Stretch] = []
    latest: dict[Speaker, _Stretch] = {}
    for stretch in stretches:
        before = latest.get(stretch.speaker)
        if before and stretch.start_s - before.end_s < pause_s and not _interrupted(before, stretch, stretches):
            before.words.extend(stretch.words)
            before.end_s = max(before.end_s, stretch.end_s)
            continue
        turn = _Stretch(stretch.speaker, list(stretch.words), stretch.start_s, stretch.end_s)
        turns.append(turn)
        latest[stretch.speaker] = turn
    return turns


def _interrupted(before: _Stretch, after: _Stretch, stretches: Sequence[_Stretch]) -> bool:
    """Whether a word of somebody else has its middle in the gap between two stretches."""
    return any(
        before.end_s <= (word.start_s + word.end_s) / 2 <= after.start_s
        for stretch in stretches
        if stretch.speaker is not before.speaker and stretch.start_s < after.start_s and stretch.end_s > before.end_s
        for word in stretch.words
        if word.start_s is not None and word.end_s is not None
    )
