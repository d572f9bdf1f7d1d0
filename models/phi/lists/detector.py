"""A detector that also knows the site's lists: what is always hidden, what never, and whom it has as patients."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.phi.lists.folded import Folded, fold
from models.phi.lists.hashes import PatientHashes
from models.phi.lists.phrases import Occurrence, PhraseList, whole_numbers
from pipeline.domain.phi import KEPT, PhiLabel, PhiSpan
from pipeline.ports import PhiDetector

_BETWEEN = re.compile(r"[\s'’-]{0,3}")  # between the parts of one identifier: "Mercy" "Vint", "703" "555-0142"
Spans = Sequence[Sequence[PhiSpan]]


@dataclass(frozen=True)
class SiteLists:
    """The lists of one site; None where it has none."""

    deny: PhraseList | None = None
    allow: PhraseList | None = None
    patients: PatientHashes | None = None


class ListedDetector:
    """A PhiDetector around another one. Deny outweighs allow, and allow outweighs patient list and detector."""

    def __init__(self, inner: PhiDetector, lists: SiteLists) -> None:
        self._inner = inner
        self._lists = lists

    def detect(self, texts: Sequence[str], speakers: Sequence[str]) -> list[list[PhiSpan]]:
        """What the inner detector finds, less what is allowed, and what the lists say; the latter marked `listed`."""
        found = [list(spans) for spans in self._inner.detect(texts, speakers)]
        folded = [fold(text) for text in texts]
        if self._lists.patients is not None:
            said = [self._lists.patients.spans(one) for one in folded]
            found = [laid_over(one.original, *pair) for one, *pair in zip(folded, found, said, strict=True)]
        if self._lists.allow is not None:
            found = without_allowed(self._lists.allow, folded, found)
        if self._lists.deny is not None:
            denied = [_denied(self._lists.deny, one) for one in folded]
            found = [laid_over(one.original, *pair) for one, *pair in zip(folded, found, denied, strict=True)]
        return found

    def rescan(self, texts: Sequence[str], speakers: Sequence[str], hidden: Spans, look: int) -> list[list[PhiSpan]]:
        """What the inner detector's second look finds, less what is allowed."""
        found = self._inner.rescan(texts, speakers, hidden, look)
        if self._lists.allow is None:
            return found
        return without_allowed(self._lists.allow, [fold(text) for text in texts], found, beside=hidden)


def _denied(deny: PhraseList, folded: Folded) -> list[PhiSpan]:
    """Every phrase of the list, the longest where two overlap; what of a shorter one sticks out is hidden too."""
    result: list[PhiSpan] = []
    for one in sorted(deny.occurrences(folded), key=lambda one: one.end - one.start):
        result = laid_over(
            folded.original, result, [PhiSpan(start=one.start, end=one.end, label=one.label, listed=True)]
        )
    return result


def laid_over(text: str, below: Sequence[PhiSpan], above: Sequence[PhiSpan]) -> list[PhiSpan]:
    """The spans above, and what of those below stands beside them; sorted and disjoint. Nothing hidden comes free.

    A span below that holds spans of its own label alone stays whole, and is `listed` then.
    """
    pieces = list(above)
    for span in below:
        tops = [one for one in above if one.start < span.end and span.start < one.end]
        if tops and all(_holds(span, one) for one in tops):
            pieces = [one for one in pieces if one not in tops] + [span.model_copy(update={"listed": True})]
            continue
        start = span.start
        for top in tops:
            pieces += _piece(text, span, start, top.start)
            start = top.end
        pieces += _piece(text, span, start, span.end) if tops else [span]
    return sorted(pieces, key=lambda one: one.start)


def _holds(span: PhiSpan, other: PhiSpan) -> bool:
    return span.label is other.label and span.start <= other.start and other.end <= span.end


def _piece(text: str, span: PhiSpan, start: int, end: int) -> list[PhiSpan]:
    """The part of a span from `start` to `end` without signs at its rim; none where nothing is left."""
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return [span.model_copy(update={"start": start, "end": end})] if start < end else []


def without_allowed(
    allow: PhraseList, folded: Sequence[Folded], found: Spans, beside: Spans | None = None
) -> list[list[PhiSpan]]:
    """The found spans that no allowed phrase covers as a whole. `beside`: spans that are hidden already.

    Spans that touch are one identifier: "Mercy" frees no part of "Mercy Vint". A phrase that is part of somebody's
    name in this call is not allowed in any turn of it.
    """
    beside = beside or [[] for _ in found]
    allowed = [list(whole_numbers(one, allow.occurrences(one))) for one in folded]
    groups = [_groups(one.original, [*new, *old]) for one, new, old in zip(folded, found, beside, strict=True)]
    names = {
        one.key
        for turn, here in zip(groups, allowed, strict=True)
        for group in turn
        if any(span.label is PhiLabel.NAME for span in group)
        if not any(_covers(one, group) for one in here)
        for one in here
        if _overlap(one, group)
    }
    freed = [
        {
            span
            for group in turn
            if any(_covers(one, group) and (one.key not in names or _may_stay(group)) for one in here)
            for span in group
        }
        for turn, here in zip(groups, allowed, strict=True)
    ]
    return [[span for span in spans if span not in free] for spans, free in zip(found, freed, strict=True)]


def _groups(text: str, spans: Iterable[PhiSpan]) -> list[list[PhiSpan]]:
    groups: list[list[PhiSpan]] = []
    for span in sorted(spans, key=lambda one: one.start):
        if groups and _BETWEEN.fullmatch(text, groups[-1][-1].end, span.start):
            groups[-1].append(span)
        else:
            groups.append([span])
    return groups


def _covers(one: Occurrence, group: Sequence[PhiSpan]) -> bool:
    return one.start <= group[0].start and group[-1].end <= one.end


def _overlap(one: Occurrence, group: Sequence[PhiSpan]) -> bool:
    return one.start < group[-1].end and group[0].start < one.end


def _may_stay(group: Sequence[PhiSpan]) -> bool:
    return all(span.label in KEPT for span in group)
