"""The first step: is this file a recording that can be judged? Bytes in, a Recording with its sound out."""

import hashlib
import struct

import numpy as np

from pipeline.domain.ids import CallId, spoken_id
from pipeline.domain.recording import Recording, RejectionReason, Sound
from pipeline.errors import RejectedRecordingError
from pipeline.steps.sound import Decoded, decode

# Openings of files that are encrypted as a whole (OpenPGP RFC 9580 5.1 and 6.2; openssl enc; age v1; 7-Zip; PKZIP).
ENCRYPTED_OPENINGS = (b"-----BEGIN PGP MESSAGE", b"Salted__", b"age-encryption.org/", b"7z\xbc\xaf\x27\x1c")
OPENPGP_TAGS = frozenset({0x84, 0x85, 0x8C, 0xC1, 0xC3, 0xD2})  # session-key packets, old and new form, and data
PROTECTED_MP4_ENTRIES = (b"drms", b"enca")  # ISO/IEC 14496-12 8.12: protected sample entries

# Loudest tenth of a second, as a share of full scale. -50 dBFS: below the line noise of a telephone call;
# 8-bit sound flickers by one step (-42 dBFS) even when nobody is there.
SILENCE_PEAK, SILENCE_PEAK_8_BIT = 0.0032, 0.012
EIGHT_BIT_CODECS = frozenset({"pcm_u8", "pcm_s8", "pcm_alaw", "pcm_mulaw"})
# Containers round their length; a loss below this is not a truncation.
SHORT_OF_DECLARED_S, SHORT_OF_DECLARED_SHARE = 1.0, 0.02


def admit(content: bytes, *, min_duration_s: float, max_duration_s: float) -> tuple[Recording, Sound]:
    """Decode and check one file.

    Durations are in seconds. The call's id follows from the content, so the same bytes are the same call.
    Raises RejectedRecordingError with the reason and what a person can do.
    """
    _refuse_unreadable(content)
    decoded = decode(content, max_duration_s)
    _refuse_truncated(content, decoded)
    sound = decoded.sound
    if sound.duration_s < min_duration_s:
        raise RejectedRecordingError(RejectionReason.TOO_SHORT, f"shorter than {min_duration_s:g} s: nothing to judge")
    if is_silent(sound, eight_bit=decoded.codec in EIGHT_BIT_CODECS):
        raise RejectedRecordingError(RejectionReason.SILENT, "every channel is silent; check the recorder's tap")
    recording = Recording(
        call_id=CallId(spoken_id(content)),
        sha256=hashlib.sha256(content).hexdigest(),
        container=decoded.container,
        codec=decoded.codec,
        duration_s=sound.duration_s,
        sample_rate=sound.sample_rate,
        channels=sound.channels,
    )
    return recording, sound


def is_silent(sound: Sound, *, eight_bit: bool) -> bool:
    """Whether no tenth of a second on any channel rises above the noise of an empty line."""
    limit = SILENCE_PEAK_8_BIT if eight_bit else SILENCE_PEAK
    window = max(1, sound.sample_rate // 10)
    usable = sound.samples.shape[1] // window * window
    if usable == 0:
        return bool(np.abs(sound.samples).max(initial=0.0) < limit)
    blocks = sound.samples[:, :usable].reshape(sound.channels, -1, window)
    centred = blocks - blocks.mean(axis=2, keepdims=True)
    return bool(np.sqrt((centred**2).mean(axis=2)).max() < limit)


def _refuse_unreadable(content: bytes) -> None:
    if not content:
        raise RejectedRecordingError(RejectionReason.EMPTY_FILE, "the file has no bytes; fetch it again")
    zip_encrypted = content.startswith(b"PK\x03\x04") and len(content) > 7 and content[6] & 1
    protected_mp4 = content[4:8] == b"ftyp" and any(mark in content[:200_000] for mark in PROTECTED_MP4_ENTRIES)
    if (
        content.startswith(ENCRYPTED_OPENINGS)
        or zip_encrypted
        or protected_mp4
        or (content[0] in OPENPGP_TAGS and _looks_random(content))
    ):
        raise RejectedRecordingError(RejectionReason.ENCRYPTED, "decrypt the file before it is delivered")


def _looks_random(content: bytes) -> bool:
    """Whether the bytes are as even as ciphertext: over 7.9 of 8 bits of entropy, which no sound format reaches."""
    sample = np.frombuffer(content[:65_536], dtype=np.uint8)
    if len(sample) < 4096:
        return False
    shares = np.bincount(sample, minlength=256) / len(sample)
    shares = shares[shares > 0]
    return bool(-(shares * np.log2(shares)).sum() > 7.9)


def _refuse_truncated(content: bytes, decoded: Decoded) -> None:
    missing_s = 0.0
    if decoded.declared_s is not None:
        missing_s = decoded.declared_s - decoded.sound.duration_s
    allowed_s = max(SHORT_OF_DECLARED_S, SHORT_OF_DECLARED_SHARE * (decoded.declared_s or 0.0))
    if missing_s > allowed_s or _wav_is_cut(content) or _ogg_is_cut(content):
        raise RejectedRecordingError(RejectionReason.TRUNCATED, "the file ends before its end; fetch it again")


def _wav_is_cut(content: bytes) -> bool:
    """Whether a RIFF/WAVE data chunk promises over a second's bytes more than the file has.

    0 and 0xFFFFFFFF are what recorders write that stream to disk and never come back: the length is then unknown.
    """
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        return False
    at, bytes_per_s = 12, 8000
    while at + 8 <= len(content):
        name, size = content[at : at + 4], struct.unpack_from("<I", content, at + 4)[0]
        if name == b"fmt " and at + 20 <= len(content):
            bytes_per_s = struct.unpack_from("<I", content, at + 16)[0] or bytes_per_s
        if name == b"data":
            return size not in (0, 0xFFFFFFFF) and at + 8 + size - len(content) > bytes_per_s * SHORT_OF_DECLARED_S
        at += 8 + size + size % 2
    return False


def _ogg_is_cut(content: bytes) -> bool:
    """Whether the last Ogg page is incomplete or lacks the end-of-stream mark (RFC 3533, section 6)."""
    if content[:4] != b"OggS":
        return False
    at = content.rfind(b"OggS")
    if at + 27 > len(content):
        return True
    return not content[at + 5] & 4
