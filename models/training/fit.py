"""One training: dialogues in, tuned network out. The same seed, data and number of threads give the same network."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from pydantic import Field
from torch import nn

from models.acts.classifier import possible_acts
from models.acts.network import ActNetwork, Batch, pad
from models.acts.reading import Layout, Window, batches, read_call
from models.encoder import BORROWED, FIRST_WORD, MASK, Encode, borrow, encoder_config, fast_numbers
from models.training.augment import show
from models.training.corpus import ACTS, label_matrix
from pipeline.domain.base import Value
from pipeline.domain.call import Speaker
from pipeline.domain.labelled import LabelledCall

ENCODER_LAYERS = "encoder.encoder.layer."


class Recipe(Value):
    """Everything that decides a training besides the dialogues. The defaults were chosen in cross-validation."""

    layout: Layout = Layout(judged=8, before=2, after=1, judged_tokens=96, context_tokens=40)
    epochs: int = Field(default=12, ge=1)
    rate: float = Field(default=2e-4, gt=0, description="learning rate of the encoder's last layer")
    rate_decay: float = Field(default=0.9, gt=0, le=1, description="factor from each layer to the one below")
    head_rate: float = Field(default=1e-3, gt=0)
    warm_up: float = Field(default=0.08, gt=0, lt=1, description="share of the steps")
    weight_decay: float = 0.01
    rarity: float = Field(default=0.5, ge=0, description="a positive weighs (negatives / positives) to this power")
    most_weight: float = Field(default=20.0, ge=1)
    masked_tokens: float = Field(default=0.1, ge=0, lt=1, description="share of tokens hidden from the network")
    tokens_at_once: int = Field(default=1024, ge=64)


@dataclass(frozen=True)
class EncoderFiles:
    """The encoder's package files that training reads."""

    weights: Path
    config: Path


@dataclass(frozen=True)
class _Lesson:
    """One batch with its targets: labels and which of them count, both [windows, judged turns, acts]."""

    batch: Batch
    labels: torch.Tensor
    counts: torch.Tensor


def fit(
    calls: Sequence[LabelledCall],
    recipe: Recipe,
    encoder: EncoderFiles,
    encode: Encode,
    seed: int,
    report: Callable[[str], None] = print,
) -> ActNetwork:
    """Tune the encoder and the heads on the calls; `report` gets a line an epoch."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    network = start_network(encoder)
    optimiser = layered_optimiser(network, recipe.rate, recipe.rate_decay, recipe.head_rate, recipe.weight_decay)
    weights = _positive_weights(calls, recipe)
    step, steps = 0, 0
    for epoch in range(recipe.epochs):
        lessons = list(_lessons(calls, recipe, encode, chance))
        steps = steps or len(lessons) * recipe.epochs
        losses = []
        network.train()
        for lesson in lessons:
            step += 1
            set_rate(optimiser, min(step / steps, 1.0), recipe.warm_up)
            losses.append(_learn(network, optimiser, lesson, weights, recipe))
        report(f"  epoch {epoch + 1}/{recipe.epochs}: loss {np.mean(losses):.3f}")
    network.eval()
    return network


def start_network(encoder: EncoderFiles) -> ActNetwork:
    """The encoder as its package ships it, with fresh heads."""
    network = ActNetwork(encoder_config(encoder.config), len(ACTS))
    borrow(network, encoder.weights, [name for name in network.state_dict() if name.startswith("encoder.")])
    for name, parameter in network.named_parameters():
        parameter.requires_grad_(name not in BORROWED)
    return network


def layered_optimiser(
    network: nn.Module, rate: float, rate_decay: float, head_rate: float, weight_decay: float
) -> torch.optim.Optimizer:
    """AdamW over what may change: the encoder's last layer at `rate`, each layer below slower by `rate_decay`."""
    layers = max(int(name.split(".")[3]) for name, _ in network.named_parameters() if name.startswith(ENCODER_LAYERS))
    groups = []
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        own = head_rate
        if name.startswith("encoder."):
            layer = int(name.split(".")[3]) if name.startswith(ENCODER_LAYERS) else -1
            own = rate * rate_decay ** (layers - layer)
        decay = weight_decay if parameter.ndim > 1 else 0.0
        groups.append({"params": [parameter], "lr": own, "full_rate": own, "weight_decay": decay})
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6)


def set_rate(optimiser: torch.optim.Optimizer, progress: float, warm_up: float) -> None:
    """Up linearly during the share `warm_up` of the steps, then down linearly to 2 % of the full rate."""
    falling = max(0.02, 1 - (progress - warm_up) / (1 - warm_up))
    factor = progress / warm_up if progress < warm_up else falling
    for group in optimiser.param_groups:
        group["lr"] = group["full_rate"] * factor


def _positive_weights(calls: Sequence[LabelledCall], recipe: Recipe) -> torch.Tensor:
    """Per act: how much more a turn that carries it counts, since most turns do not."""
    positives = np.sum([label_matrix(call).sum(axis=0) for call in calls], axis=0)
    eligible = np.sum(
        [possible_acts([turn.speaker for turn in call.turns], ACTS).sum(axis=0) for call in calls], axis=0
    )
    ratio = (eligible - positives) / np.maximum(positives, 1)
    return torch.tensor(np.clip(ratio**recipe.rarity, 1, recipe.most_weight), dtype=torch.float32)


def _lessons(calls: Sequence[LabelledCall], recipe: Recipe, encode: Encode, chance: random.Random) -> Iterator[_Lesson]:
    """One epoch in random order of batches; each batch holds windows of like length."""
    windows: list[tuple[Window, LabelledCall, tuple[Speaker, ...]]] = []
    for call in chance.sample(list(calls), len(calls)):
        shown = show(call, chance)
        cut = chance.randrange(recipe.layout.judged)
        for window in read_call(shown.speakers, shown.texts, recipe.layout, encode, cut):
            windows.append((window, call, shown.speakers))
    groups = batches([window for window, _, _ in windows], recipe.tokens_at_once)
    for group in chance.sample(groups, len(groups)):
        yield _lesson([windows[position] for position in group], recipe.layout.judged)


def _lesson(windows: Sequence[tuple[Window, LabelledCall, tuple[Speaker, ...]]], judged: int) -> _Lesson:
    labels = torch.zeros(len(windows), judged, len(ACTS))
    counts = torch.zeros(len(windows), judged, len(ACTS))
    for row, (window, call, speakers) in enumerate(windows):
        turns = slice(window.turns.start, window.turns.stop)
        labels[row, : len(window.turns)] = torch.from_numpy(label_matrix(call)[turns])
        counts[row, : len(window.turns)] = torch.from_numpy(possible_acts(speakers[turns], ACTS).astype(np.float32))
    return _Lesson(pad([window for window, _, _ in windows], judged), labels, counts)


def _learn(
    network: ActNetwork, optimiser: torch.optim.Optimizer, lesson: _Lesson, weights: torch.Tensor, recipe: Recipe
) -> float:
    """One step; the loss per judged turn, summed over the acts that its speaker can do."""
    batch = lesson.batch
    hidden = (torch.rand(batch.tokens.shape) < recipe.masked_tokens) & (batch.tokens > FIRST_WORD)
    masked = Batch(batch.tokens.masked_fill(hidden, MASK), batch.segments, batch.mask, batch.owners, batch.judged)
    with torch.autocast("cpu", torch.bfloat16, enabled=fast_numbers()):
        logits = network(masked)
    losses = nn.functional.binary_cross_entropy_with_logits(
        logits, lesson.labels, pos_weight=weights, weight=lesson.counts, reduction="sum"
    )
    loss = losses / lesson.counts.amax(dim=-1).sum().clamp_min(1)
    optimiser.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call] # torch leaves it untyped
    nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimiser.step()
    return float(loss.detach())
