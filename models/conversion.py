"""Turns weights as their packages ship them into safetensors: once, into the cache, without pickle."""

import json
import uuid
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from models.ctranslate2 import whisper_checkpoint
from pipeline.errors import MissingWeightsError

if TYPE_CHECKING:
    import torch

Content = tuple[dict[str, "torch.Tensor"], dict[str, object]]


def _whisper(files: Sequence[Path]) -> Content:
    """`config.json` last; the files before it are `model.bin`, cut into one or more parts."""
    model = b"".join(path.read_bytes() for path in files[:-1])
    checkpoint = whisper_checkpoint(model, files[-1].read_bytes())
    return checkpoint.tensors, {"dims": checkpoint.dims, "alignment_heads": checkpoint.alignment_heads}


def _voice_encoder(files: Sequence[Path]) -> Content:
    """The LSTM and the projection of resemblyzer's checkpoint; its optimiser's state stays behind."""
    import torch

    checkpoint = torch.load(files[0], map_location="cpu", weights_only=True)  # tensors only: no code is unpickled
    state = checkpoint["model_state"]
    return {name: state[name].clone() for name in state if name.startswith(("lstm.", "linear."))}, {}


def _silero(files: Sequence[Path]) -> Content:
    """The 16 kHz network of silero-vad's TorchScript file, under the names of `models/speech/voice_network.py`."""
    import torch

    names = {
        "stft.forward_basis_buffer": "stft_conv.weight",
        "decoder.decoder.2.weight": "final_conv.weight",
        "decoder.decoder.2.bias": "final_conv.bias",
    }
    for layer in range(4):
        for kind in ("weight", "bias"):
            names[f"encoder.{layer}.reparam_conv.{kind}"] = f"conv{layer + 1}.{kind}"
    for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
        names[f"decoder.rnn.{kind}"] = f"lstm.{kind}_l0"
    with warnings.catch_warnings():
        # Deprecated, and gone from Python 3.14 on. silero-vad's safetensors file holds other, older weights.
        warnings.simplefilter("ignore", DeprecationWarning)
        state = torch.jit.load(str(files[0]), map_location="cpu").state_dict()  # type: ignore[no-untyped-call]
    return {ours: state[f"_model.{theirs}"].clone() for theirs, ours in names.items()}, {}


CONVERTERS: dict[str, Callable[[Sequence[Path]], Content]] = {
    "ctranslate2-whisper": _whisper,
    "resemblyzer": _voice_encoder,
    "silero-torchscript": _silero,
}


def convert(converter: str, files: Sequence[Path], target: Path) -> None:
    """Write `target` from `files` (in the manifest's order). The name appears only once the file is whole.

    Equal input gives equal bytes, so the manifest can pin the result. Raises MissingWeightsError.
    """
    from safetensors.torch import save_file

    if converter not in CONVERTERS:
        raise MissingWeightsError(f"models/manifest.yaml names the unknown converter {converter}")
    tensors, facts = CONVERTERS[converter](files)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.{uuid.uuid4().hex}.part")
    try:
        # One key only: safetensors writes several in random order, and the file's sha256 would differ each time.
        save_file(tensors, part, metadata={"callqa": json.dumps(facts, sort_keys=True)})
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
