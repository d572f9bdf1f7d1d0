"""How a call becomes the token windows that the network reads: some turns are judged, their neighbours are context."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import Field

from models.encoder import CLS, LONGEST, MARKS, SEP, Encode
from pipeline.domain.base import Value
from pipeline.domain.call import Speaker

CONTEXT = -1
_PLACEHOLDER = re.compile(r"\[[A-Z_]+\]")


class Layout(Value):
    """What one window holds. Fixed at training; the shipped value stands beside the weights."""

    judged: int = Field(ge=1, description="turns judged in one window")
    before: int = Field(ge=0, description="turns of context before them")
    after: int = Field(ge=0, description="turns of context after them")
    judged_tokens: int = Field(ge=8, description="longest judged turn; of a longer one the middle is left out")
    context_tokens: int = Field(ge=8, description="longest context turn, likewise")


@dataclass(frozen=True)
class Window:
    """Token ids with, for each, BERT's segment (1: judged part) and which judged turn it belongs to (else CONTEXT)."""

    tokens: tuple[int, ...]
    segments: tuple[int, ...]
    owners: tuple[int, ...]
    turns: range

    def __len__(self) -> int:
        return len(self.tokens)


def read_call(
    speakers: Sequence[Speaker], texts: Sequence[str], layout: Layout, encode: Encode, offset: int = 0
) -> list[Window]:
    """Windows that judge every turn of the call exactly once, in order; none for an empty call.

    `offset` (0 ≤ offset < layout.judged) shortens the first window, so that training sees other cuts of a call.
    """
    if not texts:
        return []
    marks = dict(zip(MARKS, encode(list(MARKS.values())), strict=True))
    words = encode([_plain_placeholders(text) for text in texts])
    spoken = [(marks[speaker], ids) for speaker, ids in zip(speakers, words, strict=True)]
    first = offset - layout.judged if offset else 0
    windows = []
    for start in range(first, len(texts), layout.judged):
        judged = range(max(start, 0), min(start + layout.judged, len(texts)))
        windows.extend(_fitting(spoken, judged, layout))
    return windows


def _fitting(spoken: Sequence[tuple[list[int], list[int]]], judged: range, layout: Layout) -> list[Window]:
    """One window, or two halves of it where it is longer than the encoder can read."""
    window = _window(spoken, judged, layout)
    if len(window) <= LONGEST or len(judged) == 1:
        return [window]
    middle = judged.start + len(judged) // 2
    return [
        *_fitting(spoken, range(judged.start, middle), layout),
        *_fitting(spoken, range(middle, judged.stop), layout),
    ]


def _window(spoken: Sequence[tuple[list[int], list[int]]], judged: range, layout: Layout) -> Window:
    tokens, segments, owners = [CLS], [0], [CONTEXT]

    def add(ids: Sequence[int], segment: int, owner: int) -> None:
        tokens.extend(ids)
        segments.extend([segment] * len(ids))
        owners.extend([owner] * len(ids))

    def add_context(turns: range) -> None:
        for turn in turns:
            mark, words = spoken[turn]
            add([*mark, *_shorten(words, layout.context_tokens)], 0, CONTEXT)
        if turns:
            add([SEP], 0, CONTEXT)

    add_context(range(max(judged.start - layout.before, 0), judged.start))
    for turn in judged:
        mark, words = spoken[turn]
        add([*mark, *_shorten(words, layout.judged_tokens)], 1, turn - judged.start)
    add([SEP], 1, CONTEXT)
    add_context(range(judged.stop, min(judged.stop + layout.after, len(spoken))))
    return Window(tuple(tokens), tuple(segments), tuple(owners), judged)


def _shorten(ids: list[int], longest: int) -> list[int]:
    """The beginning and the end: openings and questions stand there."""
    if len(ids) <= longest:
        return ids
    head = (longest + 1) // 2
    return ids[:head] + ids[len(ids) - (longest - head) :]


def _plain_placeholders(text: str) -> str:
    """`[HEALTH_PLAN_ID]` as words: an underscore would cost a token each."""
    return _PLACEHOLDER.sub(lambda found: found.group().replace("_", " "), text)


def batches(windows: Sequence[Window], most_tokens: int) -> list[list[int]]:
    """Positions in `windows`, grouped by length so that a padded batch holds at most `most_tokens` (or one window)."""
    groups: list[list[int]] = []
    longest = 0
    for position in sorted(range(len(windows)), key=lambda position: (len(windows[position]), position)):
        longest = len(windows[position])  # ascending
        if groups and longest * (len(groups[-1]) + 1) <= most_tokens:
            groups[-1].append(position)
        else:
            groups.append([position])
    return groups
