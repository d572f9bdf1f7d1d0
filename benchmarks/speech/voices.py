"""How well two voices on one channel are told apart: stereo recordings mixed down, their channels being the truth.

    python -m benchmarks.speech.voices STEREO_RECORDINGS… [--model tiny.en]

Of the words of the mix in whose middle exactly one channel is active, the share that lands with the right speaker.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch

from benchmarks.speech.material import load_material
from models.speech.loader import load_listener, load_voices
from models.speech.sound16k import SAMPLE_RATE, Track
from models.speech.voice_activity import FRAME, VoiceActivity
from models.speech.voices import Separation
from models.weights import prepare_weights
from pipeline.domain.transcript import Word
from pipeline.settings import Settings


def main() -> None:
    """Measure and print, one line a recording."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recordings", nargs="+", type=Path)
    parser.add_argument("--model", default="tiny.en")
    parser.add_argument("--home", type=Path, default=Path(".callqa"))
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    settings = Settings(home=arguments.home, whisper_model=arguments.model)
    listener, voices = load_listener(settings)[0], load_voices(settings)
    activity = VoiceActivity(prepare_weights("silero-vad", settings.weights_cache))
    for recording in load_material(arguments.recordings, None):
        if len(recording.tracks) != 2:
            continue
        mix = Track(np.mean([track.samples for track in recording.tracks], axis=0, dtype=np.float32), None)
        (heard,) = listener.listen([mix])
        started = time.process_time()
        split = voices.separate(mix, heard.regions, heard.words)
        cpu_s = time.process_time() - started
        active = [activity.probabilities(track.samples) > 0.5 for track in recording.tracks]
        right, words = score(split, active)
        print(
            f"{recording.name}: {right / max(1, words):.1%} of {words} words with the right speaker, "
            f"{len(split.words)} voices, certainty {split.certainty:.2f}, {cpu_s:.1f} CPU s",
            flush=True,
        )


def score(split: Separation, active: list["np.ndarray"]) -> tuple[int, int]:
    """Words with the right speaker, and words that can be judged; the better of the two namings of the voices."""
    table = np.zeros((2, 2), dtype=int)
    for voice, said in enumerate(split.words):
        for word in said:
            channel = _channel(word, active)
            if channel is not None:
                table[voice, channel] += 1
    return int(max(np.trace(table), np.trace(table[::-1]))), int(table.sum())


def _channel(word: Word, active: list["np.ndarray"]) -> int | None:
    if word.start_s is None or word.end_s is None:
        return None
    frame = min(int((word.start_s + word.end_s) / 2 * SAMPLE_RATE / FRAME), min(map(len, active)) - 1)
    speaking = [channel for channel in (0, 1) if active[channel][frame]]
    return speaking[0] if len(speaking) == 1 else None


if __name__ == "__main__":
    main()
