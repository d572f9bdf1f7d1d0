"""From which probability on a word is hidden: per label, by what a miss costs beside a needless placeholder."""

from collections.abc import Sequence

import numpy as np

from models.phi.tagger.tagger import Tagger
from pipeline.domain.labelled import LabelledCall
from pipeline.domain.phi import KEPT, PhiLabel

MISS_COST = 8.0  # a word left in clear, beside one clean word hidden
CANDIDATES = tuple(round(float(value), 3) for value in np.geomspace(0.15, 0.35, 8))
FALLBACK = 0.15
FEWEST = 10  # words of a label below which its own threshold would be chance


def choose_tagger_thresholds(tagger: Tagger, calls: Sequence[LabelledCall]) -> dict[PhiLabel, float]:
    """For each label the candidate that costs least on the calls' words; FALLBACK where too few words carry it.

    A missed word counts for its own label, a word hidden needlessly for the label that the tagger gave it.
    """
    missed: dict[PhiLabel, list[float]] = {label: [] for label in PhiLabel}
    needless: dict[PhiLabel, list[float]] = {label: [] for label in PhiLabel}
    for call in calls:
        tagged = tagger.tag([turn.text for turn in call.turns], [turn.speaker for turn in call.turns])
        for turn, words in zip(call.turns, tagged, strict=True):
            for word in words:
                truth = [span.label for span in turn.phi if span.start < word.end and word.start < span.end]
                if truth and truth[0] not in KEPT:
                    missed[word.label].append(word.phi)
                elif not truth:
                    needless[word.label].append(word.phi)
    return {
        label: _cheapest(np.array(missed[label]), np.array(needless[label])) for label in PhiLabel if label not in KEPT
    } | dict.fromkeys(KEPT, 0.5)


def _cheapest(phi: np.ndarray, clean: np.ndarray) -> float:
    if len(phi) < FEWEST:
        return FALLBACK
    costs = [MISS_COST * (phi < at).sum() + (clean >= at).sum() for at in CANDIDATES]
    return CANDIDATES[int(np.argmin(costs))]
