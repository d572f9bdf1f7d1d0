"""What training changes in a call each time it is shown: imperfect redaction, bare spoken style, recognition errors.

All by the caller's random generator, so that a seed fixes a training. Labels never change: the changes are small
enough that a person would still label the turn the same.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from models.training.redacted import replace_spans
from pipeline.domain.call import Speaker
from pipeline.domain.labelled import LabelledCall
from pipeline.domain.phi import KEPT, PhiLabel, PhiSpan

MISSED_SPAN, WRONG_LABEL, STAFF_AS_NAME = 0.06, 0.06, 0.05
HIDES_STAFF, CONFUSES_STAFF = 0.1, 0.3
BARE_STYLE, MISHEARD, ROLES_UNKNOWN = 0.3, 0.35, 0.05
LOST_WORD, CONFUSED_WORD, CUT_WORD, FILLER = 0.03, 0.05, 0.01, 0.02

FILLERS = ("um", "uh", "like", "you know")
CONFUSIONS = {
    "chest": "chess", "pills": "bills", "dose": "does", "breathe": "breath", "weak": "week", "numb": "none",
    "bleeding": "leading", "fever": "favor", "hold": "old", "refill": "refile", "through": "threw", "know": "no",
    "your": "you're", "their": "there", "to": "two", "for": "four",
}  # fmt: skip
"""Word -> what a recogniser prints instead, on the telephone."""

_WRONG = tuple(label for label in PhiLabel if label not in KEPT)
_BARE = re.compile(r"[^\w\s'\[\]]")


@dataclass(frozen=True)
class Shown:
    """One call as training shows it this time; `texts` and `speakers` have one entry a turn."""

    speakers: tuple[Speaker, ...]
    texts: tuple[str, ...]


def show(call: LabelledCall, chance: random.Random) -> Shown:
    """The call with this time's changes."""
    hides_staff = chance.random() < HIDES_STAFF
    staff_as_name = 0.8 if chance.random() < CONFUSES_STAFF else STAFF_AS_NAME
    bare, misheard = chance.random() < BARE_STYLE, chance.random() < MISHEARD

    def placeholder(span: PhiSpan) -> str | None:
        if span.label is PhiLabel.STAFF and chance.random() < staff_as_name:
            return PhiLabel.NAME.placeholder
        if span.label in KEPT and not hides_staff:
            return None
        if chance.random() < MISSED_SPAN:
            return None
        return (chance.choice(_WRONG) if chance.random() < WRONG_LABEL else span.label).placeholder

    texts = [replace_spans(turn, placeholder) for turn in call.turns]
    if bare:
        texts = [_BARE.sub(" ", text).lower() for text in texts]
    if misheard:
        texts = [_mishear(text, chance) for text in texts]
    roles_unknown = chance.random() < ROLES_UNKNOWN
    speakers = [Speaker.UNKNOWN if roles_unknown else turn.speaker for turn in call.turns]
    return Shown(tuple(speakers), tuple(texts))


def _mishear(text: str, chance: random.Random) -> str:
    heard: list[str] = []
    for word in text.split():
        heard += _heard(word, chance)
        if chance.random() < FILLER:
            heard.append(chance.choice(FILLERS))
    return " ".join(heard) or text


def _heard(word: str, chance: random.Random) -> Sequence[str]:
    fate = chance.random()
    if "[" in word or "]" in word:
        return [word]
    if fate < LOST_WORD:
        return []
    if fate < LOST_WORD + CONFUSED_WORD:
        return [CONFUSIONS.get(word.lower(), word)]
    if fate < LOST_WORD + CONFUSED_WORD + CUT_WORD and len(word) > 4:
        return [word[: chance.randint(2, len(word) - 1)]]
    return [word]
