"""Files that no call centre wants and every call centre gets: what the first steps must refuse, and why."""

import numpy as np

from pipeline.domain.recording import RejectionReason, Sound
from scripts.sample_making.files import encode

RATE = 8000
# A JPEG of one grey pixel, by its opening and closing marks; no decoder takes it for sound.
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + bytes(400) + b"\xff\xd9"
LETTER = (
    "Please find the recordings of the first week attached.\n"
    "The export for the second week follows once the storage has been moved.\n"
) * 20


def broken_files(call: Sound) -> dict[str, tuple[bytes, RejectionReason]]:
    """Name to bytes and the reason of the refusal. `call`: any good call, to be cut off."""
    chance = np.random.default_rng(20260302)
    ogg = encode(call, "ogg")
    wav = encode(Sound(call.samples[:1, : 8 * RATE], RATE), "wav")
    # An OpenPGP session-key packet in the old form (RFC 9580, 4.2.2) and then noise, as ciphertext is.
    sealed = b"\x85\x02\x0c\x03" + chance.integers(0, 256, 24_000, dtype=np.uint8).tobytes()
    return {
        "empty.wav": (b"", RejectionReason.EMPTY_FILE),
        "letter.wav": (LETTER.encode(), RejectionReason.NOT_AUDIO),
        "picture.mp3": (JPEG, RejectionReason.NOT_AUDIO),
        "encrypted.wav": (sealed, RejectionReason.ENCRYPTED),
        "cut-off.ogg": (ogg[: len(ogg) // 4], RejectionReason.TRUNCATED),
        "cut-off.wav": (wav[: len(wav) // 2], RejectionReason.TRUNCATED),
        "silent.wav": (encode(Sound(np.zeros((1, 6 * RATE), np.float32), RATE), "wav-mulaw"), RejectionReason.SILENT),
        "too-short.wav": (encode(Sound(call.samples[:1, RATE : RATE + 2400], RATE), "wav"), RejectionReason.TOO_SHORT),
        "hold-music.ogg": (encode(_melody(), "ogg"), RejectionReason.NO_SPEECH),
    }


def _melody() -> Sound:
    """Twelve seconds of plucked notes: sound enough to be admitted, and nobody speaks."""
    notes = [392, 494, 587, 494, 440, 523, 659, 523] * 3
    moments = np.arange(RATE // 2) / RATE
    pluck = np.exp(-4 * moments)
    rows = [pluck * sum(np.sin(2 * np.pi * pitch * over * moments) / over**2 for over in (1, 2, 3)) for pitch in notes]
    return Sound((0.25 * np.concatenate(rows))[None, :].astype(np.float32), RATE)
