"""Measures the shipped act classifier on labelled calls: `python -m models.training.evaluate CALLS.jsonl`.

The calls' gold PHI spans become placeholders first, since the classifier only ever sees redacted text.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.acts.classifier import TransformerActs, load_classifier
from models.training.corpus import ACTS, label_matrix, read_calls
from models.training.metrics import ActQuality, macro_f1, measure, table
from models.training.redacted import redact_call
from pipeline.domain.acts import ActDetection
from pipeline.domain.labelled import LabelledCall
from pipeline.settings import Settings


def evaluate(classifier: TransformerActs, calls: Sequence[LabelledCall]) -> tuple[ActQuality, ...]:
    """One value per act, in the order of `Act`."""
    labels = np.concatenate([label_matrix(call) for call in calls])
    found = np.concatenate([_found(classifier, call) for call in calls])
    return measure(labels, found, ACTS)


def _found(classifier: TransformerActs, call: LabelledCall) -> NDArray[np.bool_]:
    detections = classifier.detect_turns([turn.speaker for turn in call.turns], redact_call(call))
    return detection_matrix(detections, len(call.turns))


def detection_matrix(detections: Sequence[ActDetection], turns: int) -> NDArray[np.bool_]:
    """[turns, acts]: whether the act was detected in the turn."""
    found = np.zeros((turns, len(ACTS)), dtype=np.bool_)
    for detection in detections:
        found[detection.turn, ACTS.index(detection.act)] = True
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    import torch

    parser = argparse.ArgumentParser(prog="python -m models.training.evaluate", description=__doc__)
    parser.add_argument("calls", type=Path, help="labelled calls, one a line")
    parser.add_argument("--table", type=Path, help="also write the Markdown table here")
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(1)
    calls = read_calls(chosen.calls)
    start = time.perf_counter()
    classifier = load_classifier(Settings())
    loaded = time.perf_counter()
    qualities = evaluate(classifier, calls)
    judged = time.perf_counter() - loaded
    text = table(qualities, classifier.thresholds)
    print(text)
    turns = sum(len(call.turns) for call in calls)
    print(f"\n{len(calls)} calls, {turns} turns: macro F1 {macro_f1(qualities):.3f}")
    print(f"load {loaded - start:.2f} s; on one thread {judged / turns * 1000:.1f} ms a turn")
    if chosen.table:
        chosen.table.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
