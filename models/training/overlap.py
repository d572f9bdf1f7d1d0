"""How near the training dialogues are to test calls: `python -m models.training.overlap CALLS.jsonl`.

A test is worth nothing on texts that training has seen. Stock phrases ("okay, thank you") are shared by all calls;
long common passages are not. Nearness counts common word triples, so short turns cannot be near.
"""

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.training.corpus import load_dialogues, read_calls
from pipeline.domain.labelled import LabelledCall

WORDS = 3
NEAR_TRIPLES, NEAR_SHARE = 10, 0.6  # stock questions reach 8

Passage = frozenset[tuple[str, ...]]


@dataclass(frozen=True)
class Pair:
    """A training turn and a test turn that share word triples; `share` is of the shorter turn's triples."""

    trained: str
    tested: str
    common: int
    share: float

    @property
    def too_near(self) -> bool:
        """Whether the training dialogue must be dropped or reworded."""
        return self.common >= NEAR_TRIPLES and self.share >= NEAR_SHARE


def nearest_pairs(trained: Sequence[LabelledCall], tested: Sequence[LabelledCall]) -> list[Pair]:
    """Every pair of turns that shares a triple, nearest first."""
    turns = list(_turns(tested))
    where: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for position, (_, passage) in enumerate(turns):
        for triple in passage:
            where[triple].append(position)
    pairs = []
    for name, passage in _turns(trained):
        common = Counter(position for triple in passage for position in where.get(triple, ()))
        for position, count in common.items():
            other, against = turns[position]
            pairs.append(Pair(name, other, count, count / min(len(passage), len(against))))
    return sorted(pairs, key=lambda pair: (not pair.too_near, -pair.common, -pair.share, pair.trained, pair.tested))


def _turns(calls: Sequence[LabelledCall]) -> Iterator[tuple[str, Passage]]:
    """Name of the turn (`call:turn`) and its word triples, for turns that have any."""
    for call in calls:
        for number, turn in enumerate(call.turns):
            words = re.findall(r"[a-z0-9']+", turn.text.lower())
            passage = frozenset(zip(*(words[start:] for start in range(WORDS)), strict=False))
            if passage:
                yield f"{call.call_id}:{number}", passage


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line; prints names and figures, no words of a call."""
    parser = argparse.ArgumentParser(prog="python -m models.training.overlap", description=__doc__)
    parser.add_argument("calls", type=Path, help="labelled test calls, one a line")
    parser.add_argument("--show", type=int, default=15)
    chosen = parser.parse_args(arguments)
    trained = [call for calls in load_dialogues().values() for call in calls]
    pairs = nearest_pairs(trained, read_calls(chosen.calls))
    for pair in pairs[: chosen.show]:
        print(f"{pair.trained:12} {pair.tested:12} {pair.common:3} triples, {pair.share:.2f} of the shorter")
    print(f"{sum(pair.too_near for pair in pairs)} turns too near, of {sum(len(call.turns) for call in trained)}")


if __name__ == "__main__":
    main()
