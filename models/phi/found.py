"""What a recogniser finds, before overlaps are settled."""

from dataclasses import dataclass
from enum import IntEnum

from pipeline.domain.phi import PhiLabel


class Strength(IntEnum):
    """How good the evidence is. A stronger finding wins where two overlap."""

    WEAK = 40  # one model or list says so
    FAIR = 60  # a pattern with some ambiguity
    STRONG = 80  # the words around say so
    LENGTH = 90  # too many digits for anything but an identifier: hidden whatever else is thought
    CERTAIN = 95  # the form alone says so


@dataclass(frozen=True)
class Found:
    """A half-open span of one turn's original text."""

    start: int
    end: int
    label: PhiLabel
    strength: Strength
