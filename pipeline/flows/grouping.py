"""Which calls are worked on together: long ones first, so that no worker is left with a long call at the end."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

Id = TypeVar("Id", bound=str)

# More sound at once decodes no faster and holds more in memory: 20 minutes at 16 kHz on two channels is 150 MB.
MOST_SECONDS, LEAST_SECONDS = 1200.0, 300.0
ROUNDS = 3  # groups per worker at least, while there is enough to do: progress shows, and loads even out


def group_evenly(ids: Sequence[Id], workers: int) -> list[list[Id]]:
    """Nearly equal groups in order, `ROUNDS` per worker at most."""
    size = max(1, -(-len(ids) // (workers * ROUNDS)))
    return [list(ids[at : at + size]) for at in range(0, len(ids), size)]


def group_by_length(seconds: Mapping[Id, float], workers: int, most_calls: int) -> list[list[Id]]:
    """Groups of at most `most_calls` calls and about the same length of sound, longest calls first."""
    fair = sum(seconds.values()) / (workers * ROUNDS)
    limit = min(MOST_SECONDS, max(LEAST_SECONDS, fair))
    groups: list[list[Id]] = []
    filled = 0.0
    for one in sorted(seconds, key=lambda call: (-seconds[call], call)):
        if not groups or len(groups[-1]) >= most_calls or filled + seconds[one] > limit:
            groups.append([])
            filled = 0.0
        groups[-1].append(one)
        filled += seconds[one]
    return groups
