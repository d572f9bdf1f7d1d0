"""What is shipped: the tuned tensors as safetensors in float16, and beside them what is needed to use them."""

import json
from pathlib import Path
from typing import Self

import torch
from pydantic import Field, ValidationError, model_validator
from safetensors.torch import load_file, save_file

from models.acts.network import ActNetwork
from models.acts.reading import Layout
from models.encoder import BORROWED, borrow, encoder_config
from pipeline.domain.acts import Act
from pipeline.domain.base import Value
from pipeline.errors import MissingWeightsError


class ClassifierSpec(Value):
    """How to read the weights: the acts in the order of the outputs, their thresholds, and the windows' layout."""

    acts: tuple[Act, ...] = Field(min_length=1)
    thresholds: tuple[float, ...] = Field(description="an act is detected at or above its own; in the order of acts")
    layout: Layout

    @model_validator(mode="after")
    def _one_threshold_per_act(self) -> Self:
        if len(self.acts) != len(self.thresholds) or len(set(self.acts)) != len(self.acts):
            raise ValueError("acts must differ and have one threshold each")
        if not all(0 < threshold < 1 for threshold in self.thresholds):
            raise ValueError("a threshold lies between 0 and 1")
        return self


def save_spec(spec: ClassifierSpec, path: Path) -> None:
    """Write the spec as JSON; equal specs give equal bytes."""
    path.write_text(json.dumps(spec.model_dump(mode="json"), indent=1) + "\n", encoding="utf-8")


def load_spec(path: Path) -> ClassifierSpec:
    """Read it back. Raises MissingWeightsError where the file does not fit this version."""
    try:
        return ClassifierSpec.model_validate_json(path.read_text(encoding="utf-8"))
    except ValidationError as error:
        raise MissingWeightsError(f"{path.name} does not fit this version: {error}") from error


def save_network(network: ActNetwork, path: Path) -> None:
    """Write every tuned tensor in float16; equal networks give equal bytes."""
    tensors = {
        name: tensor.to(torch.float16).contiguous()
        for name, tensor in network.state_dict().items()
        if name not in BORROWED
    }
    save_file(tensors, path)


def load_network(weights: Path, encoder: Path, config: Path, acts: int) -> ActNetwork:
    """The network ready to judge, in float32. Raises MissingWeightsError where the tensors are not this network's."""
    network = ActNetwork(encoder_config(config), acts)
    tuned = {name: tensor.float() for name, tensor in load_file(weights).items()}
    missing = set(network.state_dict()) - set(tuned) - set(BORROWED)
    if missing or set(tuned) - set(network.state_dict()):
        raise MissingWeightsError(f"{weights.name} does not hold the tensors of this network")
    network.load_state_dict(tuned, strict=False)
    borrow(network, encoder, BORROWED)
    network.eval()
    return network
