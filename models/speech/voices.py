"""Tells the two voices of a one-channel recording apart, word by word."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.speech.sound16k import Track
from models.speech.voice_activity import Region
from models.speech.voice_encoder import Vectors, VoiceEncoder
from pipeline.domain.transcript import Word

STRETCH_S, STEP_S = 1.6, 0.4  # the encoder was trained on 1.6 s
FRAMES_A_SECOND = 100
# Two clusters whose centres are more alike than this are one voice. Of little speech, chance alone makes two clusters.
ONE_VOICE, ONE_VOICE_OF_FEW, FEW_STRETCHES = 0.92, 0.80, 60
LEAST_STRETCHES = 8
CLEARLY_TWO, HARDLY_TWO = 0.85, 0.95  # likeness at which two voices are certain, and at which nothing is

CHANGE_COST = 0.35  # what a change of speaker between two words costs, in units of the scores
PAUSE_S, PAUSE_COST = 0.5, 0.08  # after a pause
SENTENCE_COST = 0.15  # after the end of a sentence
SENTENCE_END = (".", "?", "!")

Scores = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Separation:
    """Each voice's words in order, one or two voices, and how far apart the voices are: 0 alike, 1 unmistakable."""

    words: tuple[tuple[Word, ...], ...] = field(repr=False)
    certainty: float


class VoiceSeparator:
    """Two-speaker diarization: voice vectors of short stretches, two clusters, the likeliest speaker of each word."""

    def __init__(self, weights: Path) -> None:
        self._encoder = VoiceEncoder(weights)

    def separate(self, track: Track, regions: Sequence[Region], words: Sequence[Word]) -> Separation:
        """The words of a mixed track by voice; all of them one voice's where only one is heard."""
        stretches = cut_stretches(regions)
        if len(stretches) < LEAST_STRETCHES:
            return Separation((tuple(words),), certainty=0.0)
        vectors = self._embed(track, stretches)
        centres = _two_centres(vectors)
        likeness = float(centres[0] @ centres[1])
        if likeness > (ONE_VOICE if len(stretches) >= FEW_STRETCHES else ONE_VOICE_OF_FEW):
            return Separation((tuple(words),), certainty=0.0)
        scores = word_scores(words, stretches, vectors @ (centres[0] - centres[1]))
        voices = smooth_voices(words, scores)
        split = tuple(tuple(word for word, of in zip(words, voices, strict=True) if of == voice) for voice in (0, 1))
        if not all(split):
            return Separation((tuple(words),), certainty=0.0)
        return Separation(split, certainty=float(np.clip((HARDLY_TWO - likeness) / (HARDLY_TWO - CLEARLY_TWO), 0, 1)))

    def _embed(self, track: Track, stretches: Sequence[Region]) -> Vectors:
        import torch

        spectra = self._encoder.spectra(track.samples)
        length = round(STRETCH_S * FRAMES_A_SECOND)
        spectra = torch.nn.functional.pad(spectra, (0, 0, length, length))  # stretches may reach beyond the ends
        starts = [round(stretch.start_s * FRAMES_A_SECOND) + length for stretch in stretches]
        return self._encoder.embed(torch.stack([spectra[start : start + length] for start in starts]))


def cut_stretches(regions: Sequence[Region]) -> list[Region]:
    """Stretches of 1.6 s, about 0.4 s apart, none across two regions; a short region gives one, centred on it."""
    stretches: list[Region] = []
    for region in regions:
        count = 1 + max(0, int(np.ceil((region.duration_s - STRETCH_S) / STEP_S)))
        first = region.start_s if count > 1 else (region.start_s + region.end_s - STRETCH_S) / 2
        starts = np.linspace(first, max(first, region.end_s - STRETCH_S), count).tolist()
        stretches.extend(Region(start, start + STRETCH_S) for start in starts)
    return stretches


def _two_centres(vectors: Vectors) -> Vectors:
    from sklearn.cluster import KMeans

    labels = KMeans(2, n_init=10, random_state=0).fit_predict(vectors)
    centres = np.stack([vectors[labels == label].mean(axis=0) for label in (0, 1)])
    return np.asarray(centres / np.linalg.norm(centres, axis=1, keepdims=True), dtype=np.float32)


def word_scores(words: Sequence[Word], stretches: Sequence[Region], scores: npt.NDArray[np.floating]) -> Scores:
    """For each word how far it sounds like the first voice (above 0) or the second: near stretches count most."""
    middles = np.array([(stretch.start_s + stretch.end_s) / 2 for stretch in stretches])
    result = np.zeros(len(words))
    for index, word in enumerate(words):
        if word.start_s is None or word.end_s is None:
            continue
        distance = np.abs(middles - (word.start_s + word.end_s) / 2)
        weights = np.maximum(0, 1 - distance / (STRETCH_S / 2))
        if weights.any():
            result[index] = float(weights @ scores / weights.sum())
        else:
            result[index] = float(scores[int(np.argmin(distance))])
    return result


def smooth_voices(words: Sequence[Word], scores: Scores) -> list[int]:
    """The voice, 0 or 1, of each word: the likeliest sequence where a change costs most in the middle of a sentence."""
    best = np.zeros(2)
    came_from = np.zeros((len(words), 2), dtype=np.int8)
    for index, word in enumerate(words):
        cost = _change_cost(words[index - 1], word) if index else 0.0
        stay_or_change = np.array([[best[0], best[1] - cost], [best[0] - cost, best[1]]])
        came_from[index] = stay_or_change.argmax(axis=1)
        best = stay_or_change.max(axis=1) + np.array([scores[index], -scores[index]]) / 2
    voice = int(best.argmax())
    voices = [voice]
    for index in range(len(words) - 1, 0, -1):
        voice = int(came_from[index, voice])
        voices.append(voice)
    return voices[::-1]


def _change_cost(before: Word, after: Word) -> float:
    if before.end_s is not None and after.start_s is not None and after.start_s - before.end_s >= PAUSE_S:
        return PAUSE_COST
    return SENTENCE_COST if before.text.endswith(SENTENCE_END) else CHANGE_COST
