"""Where to draw the line for each act: on probabilities of dialogues that the judging network did not see."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.acts import Act

GRID = np.linspace(-4, 4, 81)  # log-odds that a threshold can have: probabilities 0.018 to 0.982
PRIOR_TURNS = 15  # an act with this many positive turns believes its own curve and its family's by half
RED_FLAG_PRIOR_TURNS = 60  # red flags are rare and alike in how they are reported: rather one line for all
SPARED = 0.01  # F2 is flat at its top: of red-flag thresholds this near the best, the one with the fewest false alarms
SMOOTHED = 9  # points of the grid that are averaged: a threshold on a spike would not hold elsewhere
RECALL_WEIGHT = 2.0  # F2 for red flags: a missed emergency costs more than a needless look


def choose_thresholds(
    labels: NDArray[np.float32], probabilities: NDArray[np.float64], acts: Sequence[Act]
) -> tuple[float, ...]:
    """One probability per act; both matrices are [turns, acts].

    The best F1 (F2 for red flags) of a curve that mixes the act's own with the mean of its family, red flags or all
    others, by how often the act occurs. An act that never occurs takes its family's.
    """
    odds = np.log(np.clip(probabilities, 1e-6, 1 - 1e-6)) - np.log1p(-np.clip(probabilities, 1e-6, 1 - 1e-6))
    curves = [_curve(labels[:, column] > 0, odds[:, column], _beta(act)) for column, act in enumerate(acts)]
    chosen = []
    for column, act in enumerate(acts):
        family = [curve for curve, other in zip(curves, acts, strict=True) if other.is_red_flag == act.is_red_flag]
        positives = float((labels[:, column] > 0).sum())
        prior = RED_FLAG_PRIOR_TURNS if act.is_red_flag else PRIOR_TURNS
        mixed = (positives * curves[column] + prior * np.mean(family, axis=0)) / (positives + prior)
        padded = np.pad(mixed, SMOOTHED // 2, mode="edge")
        smooth = np.convolve(padded, np.ones(SMOOTHED) / SMOOTHED, "valid")
        best = np.flatnonzero(smooth >= smooth.max() - SPARED)[-1] if act.is_red_flag else smooth.argmax()
        chosen.append(round(float(1 / (1 + np.exp(-GRID[best]))), 4))
    return tuple(chosen)


def _beta(act: Act) -> float:
    return RECALL_WEIGHT if act.is_red_flag else 1.0


def _curve(truth: NDArray[np.bool_], odds: NDArray[np.float64], beta: float) -> NDArray[np.float64]:
    """F-beta at each point of the grid."""
    found = odds[None, :] >= GRID[:, None]
    hits, false = (found & truth).sum(axis=1), (found & ~truth).sum(axis=1)
    weight = beta * beta
    total = (1 + weight) * hits + weight * (truth.sum() - hits) + false
    return np.asarray((1 + weight) * hits / np.maximum(total, 1e-9))
