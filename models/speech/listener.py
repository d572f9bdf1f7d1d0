"""From tracks to timed words: windows of several recordings are decoded together, doubtful ones again."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import torch

from models.speech.decoder import BatchDecoder, Decoded
from models.speech.encoder import Encoder
from models.speech.guards import cut_loops, drop_phantoms, is_doubtful, is_silence, token_limit
from models.speech.sound16k import Track
from models.speech.voice_activity import Region, VoiceActivity, find_regions
from models.speech.windows import Window, pack_windows
from models.speech.word_times import time_words
from pipeline.domain.transcript import Word

if TYPE_CHECKING:
    from whisper.model import Whisper

BATCH = 16  # windows decoded together
TEMPERATURES = (0.2, 0.4, 0.6, 0.8, 1.0)  # openai-whisper's ladder


@dataclass(frozen=True)
class Heard:
    """What was said on one track."""

    words: tuple[Word, ...] = field(repr=False)
    regions: tuple[Region, ...]
    windows: int
    doubtful: int
    """How many of the windows needed decoding at a temperature."""
    languages: tuple[tuple[str, float], ...]
    """Seconds of speech times probability, by language code; empty for an English-only model."""


@dataclass(frozen=True)
class _Result:
    """One window, its last decoding, and whether the first one was doubtful."""

    window: Window
    decoded: Decoded
    doubtful: bool


class Listener:
    """The speech models together: voice activity, encoder, decoder."""

    def __init__(
        self, model: "Whisper", activity: VoiceActivity, dtype: torch.dtype, initial_prompt: str, language: str = "en"
    ) -> None:
        self._activity = activity
        self._encoder = Encoder(model, dtype)
        self._decoder = BatchDecoder(model, dtype, initial_prompt, language)

    def listen(self, tracks: Sequence[Track]) -> list[Heard]:
        """The words of each track, in order; nothing of a track depends on the tracks beside it."""
        regions: list[tuple[Region, ...]] = []
        windows: list[Window] = []
        for index, track in enumerate(tracks):
            probabilities = self._activity.probabilities(track.samples)
            regions.append(find_regions(probabilities, track.duration_s))
            windows.extend(pack_windows(index, regions[-1], probabilities))
        # Windows of like length end together, so that few rows wait for the longest.
        windows.sort(key=lambda window: -window.duration_s)
        results: list[_Result] = []
        for at in range(0, len(windows), BATCH):
            results.extend(self._decode(windows[at : at + BATCH], tracks))
        return [
            self._collect(found, [result for result in results if result.window.track == index])
            for index, found in enumerate(regions)
        ]

    def _decode(self, windows: Sequence[Window], tracks: Sequence[Track]) -> list[_Result]:
        features = self._encoder.encode([window.samples(tracks[window.track]) for window in windows])
        limits = [token_limit(window.duration_s) for window in windows]
        first = self._decoder.decode(features, limits)
        last = self._again(first, features, limits)
        return [
            _Result(window, after, before is not after)
            for window, before, after in zip(windows, first, last, strict=True)
        ]

    def _again(self, first: Sequence[Decoded], features: torch.Tensor, limits: Sequence[int]) -> list[Decoded]:
        """Doubtful windows decoded at rising temperatures until they pass; else the likeliest that ended by itself."""
        best = list(first)
        rows = [row for row, decoded in enumerate(first) if is_doubtful(decoded) and not is_silence(decoded)]
        tried: dict[int, list[Decoded]] = {row: [] for row in rows}
        for temperature in TEMPERATURES:
            if not rows:
                break
            again = self._decoder.decode(features[rows], [limits[row] for row in rows], temperature)
            for row, decoded in zip(rows, again, strict=True):
                tried[row].append(decoded)
                best[row] = decoded
            rows = [row for row in rows if is_doubtful(best[row]) and not is_silence(best[row])]
        for row in rows:
            best[row] = max(tried[row], key=lambda decoded: (decoded.finished, decoded.mean_logprob))
        return best

    def _collect(self, regions: tuple[Region, ...], results: Sequence[_Result]) -> Heard:
        words: list[Word] = []
        seconds: dict[str, float] = {}
        for result in sorted(results, key=lambda result: result.window.pieces[0].start_s):
            for code, probability in self._languages(result.decoded):
                seconds[code] = seconds.get(code, 0.0) + probability * result.window.duration_s
            if not is_silence(result.decoded):
                words.extend(self._words(result))
        return Heard(
            words=tuple(words),
            regions=regions,
            windows=len(results),
            doubtful=sum(result.doubtful for result in results),
            languages=tuple(seconds.items()),
        )

    def _languages(self, decoded: Decoded) -> list[tuple[str, float]]:
        if decoded.languages is None:
            return []
        return list(zip(self._decoder.tokenizer.all_language_codes, decoded.languages.tolist(), strict=True))

    def _words(self, result: _Result) -> list[Word]:
        timed = time_words(result.decoded, result.window.duration_s, self._decoder.tokenizer)
        words = []
        for word in drop_phantoms(cut_loops(timed)):
            start_s, end_s = result.window.span(word.start_s, word.end_s)
            words.append(
                Word(text=word.text, start_s=round(start_s, 2), end_s=round(end_s, 2), probability=word.probability)
            )
        return words
