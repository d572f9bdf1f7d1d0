"""Sounds and recordings made in memory for tests: voices are in samples/, these are tones."""

import io
import struct
from fractions import Fraction

import av
import numpy as np
import numpy.typing as npt

from pipeline.domain.recording import Sound


def tone(seconds: float = 2.0, rate: int = 8000, channels: int = 1, level: float = 0.3) -> Sound:
    """A different steady tone on every channel."""
    at = np.arange(int(seconds * rate)) / rate
    rows = [level * np.sin(2 * np.pi * (300 + 150 * channel) * at) for channel in range(channels)]
    return Sound(np.stack(rows).astype(np.float32), rate)


def silence(seconds: float = 2.0, rate: int = 8000, channels: int = 1) -> Sound:
    return Sound(np.zeros((channels, int(seconds * rate)), dtype=np.float32), rate)


def as_file(sound: Sound, container: str = "wav", codec: str = "pcm_s16le", rate: int | None = None) -> bytes:
    """The bytes of a recording in any container and codec that FFmpeg writes."""
    buffer = io.BytesIO()
    layout = {1: "mono", 2: "stereo"}.get(sound.channels, f"{sound.channels}c")
    with av.open(buffer, "w", format=container) as output:
        stream = output.add_stream(codec, rate=rate or sound.sample_rate, layout=layout)
        resampler = av.AudioResampler(
            format=stream.codec_context.format, layout=layout, rate=stream.rate, frame_size=stream.frame_size or None
        )
        pcm: npt.NDArray[np.float32] = np.ascontiguousarray(sound.samples)
        frame = av.AudioFrame.from_ndarray(pcm, format="fltp", layout=layout)
        frame.sample_rate, frame.pts, frame.time_base = sound.sample_rate, 0, Fraction(1, sound.sample_rate)
        for block in (*resampler.resample(frame), *resampler.resample(None)):
            output.mux(stream.encode(block))
        output.mux(stream.encode(None))
    return buffer.getvalue()


def wav(sound: Sound, declared_size: int | None = None) -> bytes:
    """A 16-bit WAV whose data chunk can be made to promise another size than it has."""
    pcm = np.clip(np.rint(sound.samples * 32767), -32768, 32767).astype("<i2").T.tobytes()
    size = len(pcm) if declared_size is None else declared_size
    block = 2 * sound.channels
    head = struct.pack("<HHIIHH", 1, sound.channels, sound.sample_rate, sound.sample_rate * block, block, 16)
    riff_size = min(36 + size, 0xFFFFFFFF)
    return (
        b"RIFF"
        + struct.pack("<I", riff_size)
        + b"WAVEfmt "
        + struct.pack("<I", 16)
        + head
        + b"data"
        + struct.pack("<I", size)
        + pcm
    )
