"""Trains the shipped PHI tagger: `python -m models.training.phi.train`.

Learns from the excerpts and dialogues in the repository, chooses thresholds on the validation excerpts, which other
hands wrote and which are never learnt from, and pins the digests in the manifest. Nothing here reads any other call.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from models.encoder import encoder_files
from models.phi.tagger.network import save_tagger
from models.phi.tagger.tagger import Tagger, TaggerSpec, load_split, read_tagger, save_spec
from models.training.fit import EncoderFiles
from models.training.phi.corpus import load_corpus
from models.training.phi.fit import TaggerRecipe, fit_tagger
from models.training.phi.thresholds import FALLBACK, choose_tagger_thresholds
from models.training.pin import pin_files
from models.weights import MANIFEST
from pipeline.domain.phi import PhiLabel
from pipeline.settings import Settings

SHIPPED = MANIFEST.parent / "phi" / "weights"
SEED, THREADS = 20261122, 2
ROUNDS = (TaggerRecipe(epochs=9, rate=3e-4), TaggerRecipe(epochs=8, rate=2e-4), TaggerRecipe(epochs=3, rate=1e-4))
"""Each goes on from the one before with fresh showings: measured on the validation excerpts, the second found more."""


def train_tagger(out: Path, rounds: Sequence[TaggerRecipe], seed: int, start: Path | None = None) -> Tagger:
    """Fit on all training calls, choose thresholds, write `phi-tagger.safetensors` and `.json` into `out`.

    `start`: weights to go on from; None: the encoder as its package ships it.
    """
    files = encoder_files(Settings().weights_cache)
    corpus = load_corpus()
    turns = sum(len(call.turns) for call in corpus.training)
    print(f"{len(corpus.training)} calls, {turns} turns; {len(corpus.validation)} for thresholds", flush=True)
    split = load_split(files["tokenizer.json"])
    encoder = EncoderFiles(files["model.safetensors"], files["config.json"])
    out.mkdir(parents=True, exist_ok=True)
    weights, spec = out / "phi-tagger.safetensors", out / "phi-tagger.json"
    for number, recipe in enumerate(rounds):
        print(f"round {number + 1}/{len(rounds)}", flush=True)
        network = fit_tagger(corpus.training, corpus.pools, recipe, encoder, split, seed + number, _report, start)
        save_tagger(network, weights)
        start = weights
    layout = rounds[-1].layout
    save_spec(TaggerSpec(layout=layout, thresholds=dict.fromkeys(PhiLabel, FALLBACK)), spec)
    tagger = read_tagger(weights, spec, files)  # as shipped: in float16
    save_spec(TaggerSpec(layout=layout, thresholds=choose_tagger_thresholds(tagger, corpus.validation)), spec)
    return read_tagger(weights, spec, files)


def _report(line: str) -> None:
    print(line, flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    import torch

    parser = argparse.ArgumentParser(prog="python -m models.training.phi.train", description=__doc__)
    parser.add_argument("--out", type=Path, default=SHIPPED, help="folder of weights and spec")
    parser.add_argument("--epochs", type=int, help="one round of so many epochs instead of the shipped rounds")
    parser.add_argument("--rate", type=float, default=TaggerRecipe().rate, help="of that round's last encoder layer")
    parser.add_argument("--start", type=Path, help="weights of an earlier training to go on from")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--threads", type=int, default=THREADS)
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(chosen.threads)
    torch.use_deterministic_algorithms(True)
    begun = time.monotonic()
    rounds = (TaggerRecipe(epochs=chosen.epochs, rate=chosen.rate),) if chosen.epochs else ROUNDS
    train_tagger(chosen.out, rounds, chosen.seed, chosen.start)
    if chosen.out == SHIPPED:
        pin_files(MANIFEST, [SHIPPED / "phi-tagger.safetensors", SHIPPED / "phi-tagger.json"])
    print(f"{time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
