"""From the counts of single calls to figures with their intervals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.phi.intervals import Interval, by_call, wilson
from benchmarks.phi.scoring import CallScore

Count = Callable[[CallScore], int]


@dataclass(frozen=True)
class Figure:
    """`part` out of `whole`, with the 95 % interval of the share."""

    name: str
    part: int
    whole: int
    interval: Interval

    @property
    def share(self) -> float:
        """0..1; `whole` is never 0."""
        return self.part / self.whole


RECALL = "identifiers found"
LEAK = "PHI characters leaked"
PRECISION = "hidden spans that are right"
LETTER_PRECISION = "hidden characters that are PHI"
DAMAGE = "clean characters damaged"
CLEAN_TURNS = "clean turns touched"
NO_LEAK = "calls with no leak at all"
STAFF_HIDDEN = "STAFF and ORG characters hidden"
WITHHELD_CALLS = "calls withheld"
HARD_TURNS = "hard-negative turns touched"
HARD_DAMAGE = "hard-negative characters damaged"


def figures(scores: Sequence[CallScore]) -> tuple[Figure, ...]:
    """Every figure that the calls can give, labels last; hard negatives count in theirs alone.

    Identifiers, characters and spans of one call hang together, so their intervals come from resampling calls; turns
    and calls get Wilson's.
    """
    calls = [score for score in scores if not score.hard_negative]
    hard = [score for score in scores if score.hard_negative]
    with_phi = [score for score in calls if score.phi_letters]
    labels = sorted({label for score in calls for label in score.identifiers})
    found = (
        _by_call(RECALL, calls, _found, _identifiers),
        _by_call(LEAK, calls, lambda one: one.leaked_letters, lambda one: one.phi_letters, _identifiers),
        _plain(NO_LEAK, sum(not one.leaked_letters for one in with_phi), len(with_phi)),
        _plain(WITHHELD_CALLS, sum(one.withheld for one in scores), len(scores)),
        _by_call(PRECISION, calls, lambda one: one.right_spans.total(), _spans),
        _by_call(LETTER_PRECISION, calls, lambda one: one.hidden_phi_letters, lambda one: one.hidden_letters, _spans),
        _damage(DAMAGE, calls),
        _plain(CLEAN_TURNS, sum(one.touched_turns for one in calls), sum(one.clean_turns for one in calls)),
        _by_call(
            STAFF_HIDDEN, calls, lambda one: one.hidden_neutral_letters, lambda one: one.neutral_letters, _clean_turns
        ),
        _plain(HARD_TURNS, sum(one.touched_turns for one in hard), sum(one.clean_turns for one in hard)),
        _damage(HARD_DAMAGE, hard),
        *(_label_recall(label, calls) for label in labels),
    )
    return tuple(figure for figure in found if figure.whole)


def _label_recall(label: str, calls: Sequence[CallScore]) -> Figure:
    return _by_call(label, calls, lambda one: one.found[label], lambda one: one.identifiers[label])


def _damage(name: str, calls: Sequence[CallScore]) -> Figure:
    return _by_call(name, calls, lambda one: one.damaged_letters, lambda one: one.clean_letters, _clean_turns)


def _plain(name: str, part: int, whole: int) -> Figure:
    return Figure(name, part, whole, wilson(part, whole))


def _by_call(name: str, calls: Sequence[CallScore], part: Count, whole: Count, cases: Count | None = None) -> Figure:
    parts, wholes = [part(one) for one in calls], [whole(one) for one in calls]
    judged = None if cases is None else sum(map(cases, calls))
    return Figure(name, sum(parts), sum(wholes), by_call(parts, wholes, judged))


def _found(score: CallScore) -> int:
    return score.found.total()


def _identifiers(score: CallScore) -> int:
    return score.identifiers.total()


def _spans(score: CallScore) -> int:
    return score.spans.total()


def _clean_turns(score: CallScore) -> int:
    return score.clean_turns
