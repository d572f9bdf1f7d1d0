"""Bytes of a recording to sound in memory, and redacted sound to bytes a browser plays. PyAV brings the codecs."""

import io
from dataclasses import dataclass
from fractions import Fraction

import av
import av.error
import numpy as np
import numpy.typing as npt

from pipeline.domain.recording import RejectionReason, Sound
from pipeline.errors import RejectedRecordingError

# Speech recognition hears nothing above 8 kHz, so faster sound is brought down while it is decoded.
MAX_RATE = 16_000
# A damaged packet now and then is a click; more of them is a recording nobody should be judged by.
MAX_DAMAGED_SHARE = 0.01


@dataclass(frozen=True)
class Decoded:
    """Sound with what its file says of itself. `declared_s`: the length that the container promises, if it does."""

    sound: Sound
    container: str
    codec: str
    declared_s: float | None


def decode(content: bytes, max_duration_s: float) -> Decoded:
    """Decode any container and codec that FFmpeg knows, found by content.

    Raises RejectedRecordingError: not audio, corrupt, truncated in its index, or longer than `max_duration_s`.
    """
    try:
        with av.open(io.BytesIO(content), mode="r", metadata_errors="ignore") as container:
            stream = next(iter(container.streams.audio), None)
            if stream is None:
                raise RejectedRecordingError(RejectionReason.NOT_AUDIO, "the file holds no audio track")
            declared_s = _declared_seconds(container, stream)
            if declared_s is not None and declared_s > max_duration_s:
                raise _too_long(max_duration_s)
            sound = _decode_stream(container, stream, max_duration_s)
            codec = stream.codec_context.name
            return Decoded(sound, container.format.name, codec, declared_s)
    except av.error.FFmpegError as error:
        raise _refusal(content) from error


def encode_flac(sound: Sound) -> bytes:
    """Lossless FLAC, 16 bits: plays and seeks in every browser, and muted stretches stay exactly muted."""
    buffer = io.BytesIO()
    layout = {1: "mono", 2: "stereo"}.get(sound.channels, f"{sound.channels}c")
    with av.open(buffer, "w", format="flac") as container:
        stream = container.add_stream("flac", rate=sound.sample_rate, layout=layout)
        pcm = np.clip(np.rint(sound.samples * 32767.0), -32768, 32767).astype(np.int16)
        step = 1 << 16
        for at in range(0, pcm.shape[1], step):
            block = np.ascontiguousarray(pcm[:, at : at + step].T.reshape(1, -1))
            frame = av.AudioFrame.from_ndarray(block, format="s16", layout=layout)
            frame.sample_rate, frame.pts, frame.time_base = sound.sample_rate, at, Fraction(1, sound.sample_rate)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return buffer.getvalue()


def _declared_seconds(container: av.container.InputContainer, stream: av.AudioStream) -> float | None:
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return container.duration / 1_000_000 if container.duration is not None else None


def _decode_stream(container: av.container.InputContainer, stream: av.AudioStream, max_duration_s: float) -> Sound:
    source_rate = stream.codec_context.sample_rate
    if not source_rate:
        raise RejectedRecordingError(RejectionReason.CORRUPT, "the audio track names no sample rate")
    rate = min(source_rate, MAX_RATE)
    resampler = av.AudioResampler(format="fltp", rate=rate)
    blocks: list[npt.NDArray[np.float32]] = []
    frames = packets = damaged = 0
    for packet in container.demux(stream):
        packets += 1
        try:
            decoded = packet.decode()
        except av.error.FFmpegError:
            damaged += 1
            continue
        for frame in decoded:
            for block in resampler.resample(frame):
                blocks.append(_samples(block))
                frames += block.samples
        if frames > max_duration_s * rate:
            raise _too_long(max_duration_s)
    blocks.extend(_samples(block) for block in resampler.resample(None))
    if not blocks or damaged > max(1, packets * MAX_DAMAGED_SHARE):
        raise RejectedRecordingError(RejectionReason.CORRUPT, "the audio cannot be decoded; fetch the file again")
    return Sound(np.concatenate(blocks, axis=1), rate)


def _samples(block: av.AudioFrame) -> npt.NDArray[np.float32]:
    return block.to_ndarray().astype(np.float32, copy=False)


def _too_long(max_duration_s: float) -> RejectedRecordingError:
    hint = f"longer than {max_duration_s / 3600:g} h; raise `max_duration_s` in the settings if that is meant"
    return RejectedRecordingError(RejectionReason.TOO_LONG, hint)


def _refusal(content: bytes) -> RejectedRecordingError:
    """Why FFmpeg gave up: an audio file cut off before its index looks like no audio at all."""
    audio_magic = (b"RIFF", b"RF64", b"fLaC", b"OggS", b"\x1aE\xdf\xa3", b"ID3")
    if content[4:8] == b"ftyp":
        return RejectedRecordingError(RejectionReason.TRUNCATED, "the file's index is missing; fetch the file again")
    if content.startswith(audio_magic):
        return RejectedRecordingError(RejectionReason.CORRUPT, "the file starts as audio but cannot be read on")
    return RejectedRecordingError(RejectionReason.NOT_AUDIO, "no audio format was recognised in the file's content")
