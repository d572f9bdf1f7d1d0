"""Trains the shipped act classifier: `python -m models.training.train`.

Thresholds come from cross-validation by dialogue, so that no network judges a dialogue that it has seen; two of the
four folds are held out in turn, which is half of all dialogues at half the time. The shipped network is then tuned on
all dialogues. Nothing here reads any call outside the dialogues' folder.
"""

import argparse
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.acts.artefact import ClassifierSpec, save_network, save_spec
from models.acts.classifier import TransformerActs
from models.acts.network import ActNetwork
from models.encoder import Encode, encoder_files, load_encode
from models.training.corpus import ACTS, DIALOGUES, label_matrix, load_dialogues, others, split_folds
from models.training.fit import EncoderFiles, Recipe, fit
from models.training.metrics import macro_f1, measure, pooled, table
from models.training.pin import pin_files
from models.training.redacted import redact_call
from models.training.thresholds import choose_thresholds
from models.weights import MANIFEST
from pipeline.domain.labelled import LabelledCall
from pipeline.settings import Settings

SHIPPED = MANIFEST.parent / "acts" / "weights"
FOLDS, HELD_OUT, SEED, THREADS = 4, 2, 20260301, 2
UNDECIDED = (0.5,) * len(ACTS)


def judge(
    network: ActNetwork, calls: Sequence[LabelledCall], recipe: Recipe, encode: Encode
) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Labels and probabilities of the calls' turns, redacted by their gold spans; both [turns, acts]."""
    spec = ClassifierSpec(acts=ACTS, thresholds=UNDECIDED, layout=recipe.layout)
    classifier = TransformerActs(network, spec, encode, "in training")
    probabilities = [
        classifier.probabilities([turn.speaker for turn in call.turns], redact_call(call)) for call in calls
    ]
    return np.concatenate([label_matrix(call) for call in calls]), np.concatenate(probabilities)


def cross_validate(
    folds: Sequence[list[LabelledCall]],
    held_out: int,
    recipe: Recipe,
    encoder: EncoderFiles,
    encode: Encode,
    seed: int,
) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Labels and out-of-fold probabilities of every turn of the first `held_out` folds."""
    judged = []
    for number, fold in enumerate(folds[:held_out]):
        print(f"fold {number + 1}/{len(folds)}: {len(fold)} dialogues held out", flush=True)
        network = fit(others(folds, number), recipe, encoder, encode, seed + number)
        labels, probabilities = judge(network, fold, recipe, encode)
        thresholds = choose_thresholds(labels, probabilities, ACTS)
        print(
            f"  macro F1 at its own best thresholds {macro_f1(measure(labels, probabilities >= thresholds, ACTS)):.3f}"
        )
        judged.append((labels, probabilities))
    return np.concatenate([one[0] for one in judged]), np.concatenate([one[1] for one in judged])


def train(folder: Path, out: Path, recipe: Recipe, seed: int, held_out: int, share: float = 1.0) -> None:
    """Cross-validate, tune on everything, write weights and spec into `out`.

    `share`: use only this share of the dialogues, for learning curves.
    """
    files = encoder_files(Settings().weights_cache)
    encoder, encode = (
        EncoderFiles(files["model.safetensors"], files["config.json"]),
        load_encode(files["tokenizer.json"]),
    )
    dialogues = _share(load_dialogues(folder), share, seed)
    dealt = split_folds(dialogues, FOLDS, seed)
    print(f"{sum(len(fold) for fold in dealt)} dialogues", flush=True)
    labels, probabilities = cross_validate(dealt, held_out, recipe, encoder, encode, seed)
    thresholds = choose_thresholds(labels, probabilities, ACTS)
    qualities = measure(labels, probabilities >= thresholds, ACTS)
    print(f"cross-validation: macro F1 {macro_f1(qualities):.3f}, micro F1 {pooled(qualities).f1:.3f}")
    print(table(qualities, thresholds), flush=True)
    network = fit([call for fold in dealt for call in fold], recipe, encoder, encode, seed)
    out.mkdir(parents=True, exist_ok=True)
    save_network(network, out / "acts.safetensors")
    save_spec(ClassifierSpec(acts=ACTS, thresholds=thresholds, layout=recipe.layout), out / "acts.json")


def _share(dialogues: dict[str, list[LabelledCall]], share: float, seed: int) -> dict[str, list[LabelledCall]]:
    chance = random.Random(seed)
    return {writer: chance.sample(calls, round(len(calls) * share)) for writer, calls in dialogues.items()}


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    import torch

    parser = argparse.ArgumentParser(prog="python -m models.training.train", description=__doc__)
    parser.add_argument("--out", type=Path, default=SHIPPED, help="folder of weights and spec")
    parser.add_argument("--dialogues", type=Path, default=DIALOGUES, help="folder of JSON Lines files")
    parser.add_argument("--share", type=float, default=1.0, help="share of the dialogues to use")
    parser.add_argument("--held-out", type=int, default=HELD_OUT, choices=range(1, FOLDS + 1), help="folds to judge")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--threads", type=int, default=THREADS)
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(chosen.threads)
    torch.use_deterministic_algorithms(True)
    start = time.monotonic()
    train(chosen.dialogues, chosen.out, Recipe(), chosen.seed, chosen.held_out, chosen.share)
    if chosen.out == SHIPPED:
        pin_files(MANIFEST, [SHIPPED / "acts.safetensors", SHIPPED / "acts.json"])
    print(f"{time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
