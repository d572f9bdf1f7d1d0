"""Our batched recognition beside openai-whisper's own `transcribe`: same weights, same tracks, one run, alternating.

    python -m benchmarks.speech.compare RECORDINGS… [--truth truth.jsonl] [--models tiny.en base] [--repeats 3]

`transcribe` runs greedily with its own fallback in float32, once with its defaults (no word times) and, with
`--word-times`, once with them; ours always gives word times. Prints wall and CPU seconds, audio seconds a wall second,
the ratio, and word error against the truth, or between the systems where there is none.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import jiwer
import torch
import whisper
from whisper.normalizers import EnglishTextNormalizer

from benchmarks.speech.material import Material, load_material, references
from models.speech.checkpoint import load_whisper
from models.speech.loader import load_listener
from pipeline.settings import Settings

Texts = list[str]
System = Callable[[], Texts]


def systems(name: str, material: Sequence[Material], home: Path, *, word_times: bool) -> dict[str, System]:
    """What is measured; each gives one text a track."""
    settings = Settings(home=home, whisper_model=name)
    listener, _ = load_listener(settings)
    model, _ = load_whisper(name, settings.weights_cache)
    tracks = [track for recording in material for track in recording.tracks]

    def ours() -> Texts:
        return [" ".join(word.text for word in heard.words) for heard in listener.listen(tracks)]

    def stock(times: bool) -> Texts:
        return [
            str(whisper.transcribe(model, track.samples, language="en", fp16=False, word_timestamps=times)["text"])
            for track in tracks
        ]

    measured: dict[str, System] = {"ours": ours, "transcribe": lambda: stock(False)}
    if word_times:
        measured["transcribe+times"] = lambda: stock(True)
    return measured


def measure(measured: dict[str, System], repeats: int) -> dict[str, tuple[list[float], list[float], Texts]]:
    """Wall seconds, CPU seconds and texts of each system; the systems take turns."""
    results: dict[str, tuple[list[float], list[float], Texts]] = {name: ([], [], []) for name in measured}
    for _ in range(repeats):
        for name, system in measured.items():
            wall, cpu = time.perf_counter(), time.process_time()
            texts = system()
            results[name][0].append(time.perf_counter() - wall)
            results[name][1].append(time.process_time() - cpu)
            results[name] = (*results[name][:2], texts)
    return results


def word_error(material: Sequence[Material], texts: Texts) -> tuple[int, int]:
    """Errors and reference words over all recordings with a truth; channels are matched to speakers at their best."""
    plain = EnglishTextNormalizer()
    rest = iter(texts)
    errors = words = 0
    for recording in material:
        heard = [plain(next(rest)) for _ in recording.tracks]
        options = [_errors([plain(text) for text in option], heard) for option in references(recording)]
        if options:
            best = min(options)
            errors, words = errors + best[0], words + best[1]
    return errors, words


def _errors(reference: Texts, heard: Texts) -> tuple[int, int]:
    count = words = 0
    for said, got in zip(reference, heard, strict=True):
        if not said:
            count += len(got.split())
            continue
        result = jiwer.process_words(said, got)
        count += result.substitutions + result.deletions + result.insertions
        words += len(said.split())
    return count, words


def difference(one: Texts, other: Texts) -> float:
    """Word error of `one` with `other` as reference, over all tracks."""
    plain = EnglishTextNormalizer()
    errors, words = _errors([plain(text) for text in other], [plain(text) for text in one])
    return errors / max(1, words)


def report(name: str, material: Sequence[Material], results: dict[str, tuple[list[float], list[float], Texts]]) -> None:
    """One line a system."""
    audio_s = sum(recording.sound.duration_s for recording in material)
    slowest = statistics.median(results["transcribe"][0])
    for system, (walls, cpus, texts) in results.items():
        wall = statistics.median(walls)
        errors, words = word_error(material, texts)
        rate = (
            f"{errors / words:6.1%} of {words} words"
            if words
            else f"{difference(texts, results['ours'][2]):6.1%} to ours"
        )
        print(
            f"{name:8} {system:17} wall {wall:7.1f} s ({min(walls):.1f}–{max(walls):.1f})  "
            f"CPU {statistics.median(cpus):7.1f} s  {audio_s / wall:6.1f} x real time  "
            f"{slowest / wall:5.2f} x transcribe  word error {rate}",
            flush=True,
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recordings", nargs="+", type=Path)
    parser.add_argument("--truth", type=Path)
    parser.add_argument("--models", nargs="+", default=["tiny.en", "base"])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--word-times", action="store_true")
    parser.add_argument("--home", type=Path, default=Path(".callqa"))
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    material = load_material(arguments.recordings, arguments.truth)
    audio_s = sum(recording.sound.duration_s for recording in material)
    print(f"{len(material)} recordings, {audio_s:.0f} s, {arguments.threads} threads, {arguments.repeats} repeats")
    for name in arguments.models:
        measured = systems(name, material, arguments.home, word_times=arguments.word_times)
        results = measure(measured, arguments.repeats)
        report(name, material, results)
        for system in results:
            if system != "ours":
                share = difference(results["ours"][2], results[system][2])
                print(f"{name:8} ours against {system}: {share:.1%} words differ", flush=True)


if __name__ == "__main__":
    main()
