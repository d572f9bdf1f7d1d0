"""Overlapping findings become sorted, disjoint spans; what any of them covered stays covered."""

import re
from collections.abc import Iterable

from models.phi.found import Found
from pipeline.domain.phi import KEPT, PhiLabel, PhiSpan

_TITLE = re.compile(r"\W*(?:mr|mrs|ms|miss|mister|missus|mx|dr|doctor)\b\.?\s+", re.IGNORECASE)


def settle(text: str, findings: Iterable[Found]) -> list[PhiSpan]:
    """The stronger, then the longer finding keeps its extent; the rest of a weaker one survives beside it.

    A rest of STAFF or ORG is dropped: those may stay in clear, so half of one protects nobody.
    """
    owner: list[Found | None] = [None] * len(text)
    ordered = sorted(findings, key=lambda f: (f.strength, f.label not in KEPT, f.end - f.start), reverse=True)
    for found in ordered:
        free = [at for at in range(found.start, min(found.end, len(text))) if owner[at] is None]
        if found.label in KEPT and len(free) < found.end - found.start:
            continue
        for at in free:
            owner[at] = found
    return _spans(text, owner)


def _spans(text: str, owner: list[Found | None]) -> list[PhiSpan]:
    spans = []
    at = 0
    while at < len(text):
        found = owner[at]
        end = at + 1
        while end < len(text) and owner[end] is found:
            end += 1
        if found is not None:
            start, stop = _trimmed(text, _after_title(text, at, found.label), end)
            if stop > start:
                spans.append(PhiSpan(start=start, end=stop, label=found.label, confidence=found.strength / 100))
        at = end
    return _merged(text, spans)


def _merged(text: str, spans: list[PhiSpan]) -> list[PhiSpan]:
    """Neighbours of one label with no letter or digit between them become one."""
    merged: list[PhiSpan] = []
    for span in spans:
        last = merged[-1] if merged else None
        if last is not None and last.label is span.label and not any(c.isalnum() for c in text[last.end : span.start]):
            confidence = max(last.confidence, span.confidence)
            merged[-1] = last.model_copy(update={"end": span.end, "confidence": confidence})
        else:
            merged.append(span)
    return merged


def _after_title(text: str, start: int, label: PhiLabel) -> int:
    """Where the name itself begins: "Mrs. Quill" is hidden from the Q on."""
    title = _TITLE.match(text, start) if label in (PhiLabel.NAME, PhiLabel.STAFF) else None
    return title.end() if title else start


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without signs and spaces at the rim; empty where no letter or digit is inside."""
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return start, end
