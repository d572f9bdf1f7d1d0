"""Precision, recall and F1 per act, and their table."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.acts import Act


@dataclass(frozen=True)
class ActQuality:
    """How one act was found: counts of turns."""

    act: Act
    hits: int
    false: int
    missed: int

    @property
    def support(self) -> int:
        """Turns that carry the act."""
        return self.hits + self.missed

    @property
    def precision(self) -> float:
        """Share of the found turns that carry the act; 0 where none was found."""
        return self.hits / max(self.hits + self.false, 1)

    @property
    def recall(self) -> float:
        """Share of the act's turns that were found; 0 where there are none."""
        return self.hits / max(self.support, 1)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.hits / max(2 * self.hits + self.false + self.missed, 1)


def measure(labels: NDArray[np.float32], found: NDArray[np.bool_], acts: Sequence[Act]) -> tuple[ActQuality, ...]:
    """One value per act; both matrices are [turns, acts]."""
    truth = labels > 0
    hits, false, missed = (truth & found).sum(axis=0), (~truth & found).sum(axis=0), (truth & ~found).sum(axis=0)
    return tuple(
        ActQuality(act, int(hits[column]), int(false[column]), int(missed[column])) for column, act in enumerate(acts)
    )


def macro_f1(qualities: Sequence[ActQuality]) -> float:
    """Mean F1 over the acts that occur."""
    return float(np.mean([quality.f1 for quality in qualities if quality.support]))


def pooled(qualities: Sequence[ActQuality]) -> ActQuality:
    """All acts' counts together, for micro figures; its `act` says nothing."""
    return ActQuality(
        qualities[0].act,
        sum(quality.hits for quality in qualities),
        sum(quality.false for quality in qualities),
        sum(quality.missed for quality in qualities),
    )


def table(qualities: Sequence[ActQuality], thresholds: Sequence[float]) -> str:
    """A Markdown table, with macro and micro figures in its last rows."""
    lines = ["| act | turns | precision | recall | F1 | threshold |", "|---|---:|---:|---:|---:|---:|"]
    for quality, threshold in zip(qualities, thresholds, strict=True):
        lines.append(
            f"| `{quality.act}` | {quality.support} | {quality.precision:.2f} | {quality.recall:.2f} "
            f"| {quality.f1:.2f} | {threshold:.2f} |"
        )
    micro = pooled(qualities)
    lines.append(f"| **macro** | | | | **{macro_f1(qualities):.3f}** | |")
    lines.append(f"| **micro** | {micro.support} | {micro.precision:.3f} | {micro.recall:.3f} | **{micro.f1:.3f}** | |")
    return "\n".join(lines)
