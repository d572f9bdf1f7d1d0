"""The training dialogues: reading them, labelling matrices, folds by dialogue."""

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from pipeline.domain.acts import Act
from pipeline.domain.labelled import LabelledCall
from pipeline.errors import BadInputError

DIALOGUES = Path(__file__).with_name("dialogues")
ACTS = tuple(Act)


def read_calls(path: Path) -> list[LabelledCall]:
    """The calls of one JSON Lines file. Raises BadInputError with file and line."""
    calls = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            calls.append(LabelledCall.model_validate_json(line))
        except ValidationError as error:
            raise BadInputError(f"{path.name} line {number}: {error}") from error
    return calls


def load_dialogues(folder: Path = DIALOGUES) -> dict[str, list[LabelledCall]]:
    """Writer (the file's name) -> dialogues, in the files' order."""
    return {path.stem: read_calls(path) for path in sorted(folder.glob("*.jsonl"))}


def label_matrix(call: LabelledCall) -> NDArray[np.float32]:
    """[turns, acts in the order of `Act`]: 1 where the turn carries the act."""
    return np.array([[act in turn.acts for act in ACTS] for turn in call.turns], dtype=np.float32).reshape(
        len(call.turns), len(ACTS)
    )


def split_folds(dialogues: dict[str, list[LabelledCall]], folds: int, seed: int) -> list[list[LabelledCall]]:
    """Whole dialogues, dealt so that every fold holds its share of each writer.

    Each writer is dealt by itself: another file of dialogues leaves everybody else's folds as they were.
    """
    dealt: list[list[LabelledCall]] = [[] for _ in range(folds)]
    for writer in sorted(dialogues):
        chance = random.Random(f"{seed} {writer}")
        for position, call in enumerate(chance.sample(dialogues[writer], len(dialogues[writer]))):
            dealt[position % folds].append(call)
    return dealt


def others(folds: Sequence[list[LabelledCall]], held_out: int) -> list[LabelledCall]:
    """Every call outside one fold."""
    return [call for position, fold in enumerate(folds) if position != held_out for call in fold]
