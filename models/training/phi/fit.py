"""One training of the tagger. The same seed, data and number of threads give the same network."""

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from pydantic import Field
from safetensors.torch import load_file
from torch import nn

from models.encoder import BORROWED, FIRST_WORD, MASK, borrow, encoder_config, fast_numbers
from models.phi.tagger.network import CLASSES, TokenTagger, pad_windows
from models.phi.tagger.windows import Split, TaggerLayout, TaggerWindow, read_windows
from models.training.fit import EncoderFiles, layered_optimiser, set_rate
from models.training.phi.corpus import show_call
from models.training.phi.pieces import Shown
from models.training.phi.surrogates import Pools
from pipeline.domain.base import Value
from pipeline.domain.labelled import LabelledCall

IGNORED = -100


class TaggerRecipe(Value):
    """Everything that decides a training besides the calls."""

    layout: TaggerLayout = TaggerLayout()
    epochs: int = Field(default=16, ge=1)
    rate: float = Field(default=3e-4, gt=0, description="learning rate of the encoder's last layer")
    rate_decay: float = Field(default=0.9, gt=0, le=1, description="factor from each layer to the one below")
    head_rate: float = Field(default=1e-3, gt=0)
    warm_up: float = Field(default=0.06, gt=0, lt=1, description="share of the steps")
    weight_decay: float = 0.01
    phi_weight: float = Field(default=1.5, gt=0, description="what a missed identifier costs beside a false one")
    masked_tokens: float = Field(default=0.08, ge=0, lt=1, description="share of tokens hidden from the network")
    windows_at_once: int = Field(default=8, ge=1)


def fit_tagger(
    calls: Sequence[LabelledCall],
    pools: Pools,
    recipe: TaggerRecipe,
    encoder: EncoderFiles,
    split: Split,
    seed: int,
    report: Callable[[str], None] = print,
    start: Path | None = None,
) -> TokenTagger:
    """Tune the encoder and the head on the calls; `report` gets a line an epoch.

    `start`: a tagger's weights to go on from, as `save_tagger` wrote them; None: the encoder as its package ships it.
    """
    torch.manual_seed(seed)
    chance = random.Random(seed)
    network = start_tagger(encoder, start)
    optimiser = layered_optimiser(network, recipe.rate, recipe.rate_decay, recipe.head_rate, recipe.weight_decay)
    weight = torch.tensor([1.0] + [recipe.phi_weight] * (len(CLASSES) - 1))
    step, steps = 0, 0
    for epoch in range(recipe.epochs):
        lessons = list(_lessons(calls, pools, recipe, split, chance))
        steps = steps or len(lessons) * recipe.epochs
        losses = []
        network.train()
        for tokens, mask, targets in lessons:
            step += 1
            set_rate(optimiser, min(step / steps, 1.0), recipe.warm_up)
            losses.append(_learn(network, optimiser, tokens, mask, targets, weight, recipe.masked_tokens))
        report(f"  epoch {epoch + 1}/{recipe.epochs}: loss {np.mean(losses):.4f}")
    network.eval()
    return network


def start_tagger(encoder: EncoderFiles, start: Path | None = None) -> TokenTagger:
    """The encoder as its package ships it, with a fresh head; or what an earlier round came to."""
    network = TokenTagger(encoder_config(encoder.config))
    borrow(network, encoder.weights, [name for name in network.state_dict() if name.startswith("encoder.")])
    if start is not None:
        tuned = {name: tensor.float() for name, tensor in load_file(start).items()}
        network.load_state_dict(tuned, strict=False)
    for name, parameter in network.named_parameters():
        parameter.requires_grad_(name not in BORROWED)
    return network


Lesson = tuple[torch.Tensor, torch.Tensor, torch.Tensor]
"""Tokens, mask and target classes, each [windows, pieces]; IGNORED where nothing is to be learnt."""


def _lessons(
    calls: Sequence[LabelledCall], pools: Pools, recipe: TaggerRecipe, split: Split, chance: random.Random
) -> Iterator[Lesson]:
    """One epoch in random order of batches; each batch holds windows of like length."""
    windows: list[tuple[TaggerWindow, list[int]]] = []
    for call in calls:
        shown = show_call(call, pools, chance)
        cut = chance.randrange(recipe.layout.judged)
        texts = [turn.text for turn in shown]
        for window in read_windows([turn.speaker for turn in shown], texts, recipe.layout, split, cut):
            windows.append((window, targets_of(window, shown)))
    windows.sort(key=lambda one: (len(one[0]), chance.random()))
    groups = [windows[at : at + recipe.windows_at_once] for at in range(0, len(windows), recipe.windows_at_once)]
    for group in chance.sample(groups, len(groups)):
        tokens, mask = pad_windows([window for window, _ in group])
        targets = torch.full(tokens.shape, IGNORED)
        for row, (_, classes) in enumerate(group):
            targets[row, : len(classes)] = torch.tensor(classes)
        yield tokens, mask, targets


def targets_of(window: TaggerWindow, shown: Sequence[Shown]) -> list[int]:
    """The class of each piece of a window; IGNORED for marks."""
    labels = [_classes_by_character(turn) for turn in shown]
    return [max(labels[turn][start:end], default=0) if turn >= 0 else IGNORED for turn, start, end in window.places]


def _classes_by_character(turn: Shown) -> list[int]:
    return [CLASSES.index(piece.label) for piece in turn.pieces for _ in piece.text]


def _learn(
    network: TokenTagger,
    optimiser: torch.optim.Optimizer,
    tokens: torch.Tensor,
    mask: torch.Tensor,
    targets: torch.Tensor,
    weight: torch.Tensor,
    masked_tokens: float,
) -> float:
    """One step; the mean loss per piece."""
    hidden = (torch.rand(tokens.shape) < masked_tokens) & (tokens > FIRST_WORD)
    with torch.autocast("cpu", torch.bfloat16, enabled=fast_numbers()):
        logits = network(tokens.masked_fill(hidden, MASK), mask)
    loss = nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), weight=weight, ignore_index=IGNORED)
    optimiser.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call] # torch leaves it untyped
    nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimiser.step()
    return float(loss.detach())
