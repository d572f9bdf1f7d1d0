"""The leak gate: a redacted call is looked at again, harder, until a look finds nothing; else the call is withheld."""

from collections.abc import Callable, Sequence

from pipeline.domain.phi import PhiLabel, PhiSpan
from pipeline.errors import LeakSuspectedError

LookAgain = Callable[[Sequence[Sequence[PhiSpan]], int], list[list[PhiSpan]]]
"""Hidden spans of each turn and the look's number, from 0, to further spans outside them, in order and disjoint."""

MOST_LOOKS, WHOLE_TURNS_FROM = 5, 2
"""A look may uncover what the one before made suspicious. From the third on, a turn that still yields is not understood
and hidden whole; a call that yields even at the last is withheld."""


def close_leaks(
    texts: Sequence[str], hidden: Sequence[Sequence[PhiSpan]], look_again: LookAgain, call_id: str
) -> list[list[PhiSpan]]:
    """The hidden spans and what further looks found, which is marked `by_gate`; sorted and disjoint.

    Raises LeakSuspectedError where the last look still finds something.
    """
    spans = [list(one) for one in hidden]
    for look in range(MOST_LOOKS):
        found = look_again(spans, look)
        if not any(found):
            return spans
        for turn, more in enumerate(found):
            if more and look >= WHOLE_TURNS_FROM:
                spans[turn] = [PhiSpan(start=0, end=len(texts[turn]), label=PhiLabel.OTHER_ID, by_gate=True)]
            else:
                spans[turn].extend(span.model_copy(update={"by_gate": True}) for span in more)
                spans[turn].sort(key=lambda span: span.start)
    raise LeakSuspectedError(f"call {call_id}: the leak gate still finds identifiers after {MOST_LOOKS} looks")
