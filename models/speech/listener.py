"""From tracks to timed words: windows of several recordings are decoded together, doubtful ones again."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import torch

from models.speech.decoder import BatchDecoder, Decoded
from models.speech.decoder_layers import ROWS
from models.speech.encoder import Encoder
from models.speech.guards import cut_loops, drop_phantoms, is_doubtful, is_silence, token_limit
from models.speech.holes import fill_hole, find_holes
from models.speech.sound16k import Track
from models.speech.voice_activity import Region, VoiceActivity, find_regions
from models.speech.windows import Window, pack_windows
from models.speech.word_times import TimedWord, time_words
from pipeline.domain.transcript import Word

if TYPE_CHECKING:
    from whisper.model import Whisper

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
    """One window, its last decoding, whether the first one was doubtful, and the words in the window's time."""

    window: Window
    decoded: Decoded
    doubtful: bool
    words: list[TimedWord] = field(repr=False)


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
        for at in range(0, len(windows), ROWS):
            results.extend(self._fill_holes(self._decode(windows[at : at + ROWS], tracks), tracks))
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
            _Result(window, after, before is not after, self._time(after, window))
            for window, before, after in zip(windows, first, last, strict=True)
        ]

    def _time(self, decoded: Decoded, window: Window) -> list[TimedWord]:
        if is_silence(decoded):
            return []
        return drop_phantoms(cut_loops(time_words(decoded, window.duration_s, self._decoder.tokenizer)))

    def _fill_holes(self, results: Sequence[_Result], tracks: Sequence[Track]) -> list[_Result]:
        """The results with skipped speech decoded by itself, all of it in one batch."""
        holes = [(at, hole) for at, result in enumerate(results) for hole in find_holes(result.words, result.window)]
        mended = list(results)
        if not holes:
            return mended
        found = [
            again
            for at in range(0, len(holes), ROWS)
            for again in self._decode([hole.window for _, hole in holes[at : at + ROWS]], tracks)
        ]
        # From the last to the first, so that the places of earlier words stay.
        for (at, hole), again in sorted(zip(holes, found, strict=True), key=lambda pair: -pair[0][1].first):
            if not is_doubtful(again.decoded):
                mended[at] = replace(mended[at], words=fill_hole(mended[at].words, hole, again.words))
        return mended

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
            words.extend(_in_track(result))
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


def _in_track(result: _Result) -> list[Word]:
    """The window's words in the track's time."""
    words = []
    for word in result.words:
        start_s, end_s = result.window.span(word.start_s, word.end_s)
        words.append(
            Word(text=word.text, start_s=round(start_s, 2), end_s=round(end_s, 2), probability=word.probability)
        )
    return words
