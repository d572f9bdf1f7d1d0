"""Builds openai-whisper's model: from a checked safetensors file, or through openai-whisper's own loader."""

import json
import urllib.error
from pathlib import Path
from typing import TYPE_CHECKING

from models.weights import load_manifest, prepare_weights, weights_named
from pipeline.errors import MissingWeightsError

if TYPE_CHECKING:
    from whisper.model import Whisper

PREFIX = "whisper-"


def load_whisper(name: str, cache: Path) -> tuple["Whisper", str]:
    """The model in float32 for inference, and its identity (name and sha256).

    `name`: an entry of models/manifest.yaml with or without its `whisper-`, an openai-whisper name, or a path of a
    checkpoint. Only a name of openai-whisper that is not in its cache needs a network. Raises MissingWeightsError.
    """
    entry = PREFIX + name.removeprefix(PREFIX)
    if any(weights.name == entry for weights in load_manifest()):
        return build_whisper(prepare_weights(entry, cache)), f"{entry} sha256:{weights_named(entry).sha256}"
    return _load_elsewhere(name)


def build_whisper(weights: Path) -> "Whisper":
    """openai-whisper's model from one of our safetensors files, alignment heads included."""
    import torch
    from safetensors import safe_open
    from whisper.model import ModelDimensions, Whisper

    with safe_open(weights, framework="pt") as stream:
        facts = json.loads(stream.metadata()["callqa"])
        tensors = {key: stream.get_tensor(key) for key in stream.keys()}  # noqa: SIM118 - not a dict
    model = Whisper(ModelDimensions(**facts["dims"]))
    model.load_state_dict(tensors)
    heads = torch.zeros(model.dims.n_text_layer, model.dims.n_text_head, dtype=torch.bool)
    for layer, head in facts["alignment_heads"]:
        heads[layer, head] = True
    # Without it openai-whisper takes all heads of the upper half, and the word times are wrong.
    model.register_buffer("alignment_heads", heads.to_sparse(), persistent=False)
    return model.eval()


def _load_elsewhere(name: str) -> tuple["Whisper", str]:
    import whisper

    if not (Path(name).is_file() or name in whisper.available_models()):
        raise MissingWeightsError(
            f"no whisper model {name}: give tiny.en or base, a path of a checkpoint, or a name of openai-whisper"
        )
    try:
        model = whisper.load_model(name, device="cpu")
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        raise MissingWeightsError(
            f"whisper model {name} is not on this machine and could not be fetched; "
            "set whisper_model to tiny.en or base, or to the path of a checkpoint"
        ) from error
    return model.eval(), f"whisper {Path(name).name}"
