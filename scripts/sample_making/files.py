"""Sound to recordings in the formats that telephone platforms deliver."""

import io
from fractions import Fraction

import av
import numpy as np

from pipeline.domain.recording import Sound

# Name in the scripts: file suffix, FFmpeg container, codec, sample rate, bits a second a channel (0: the codec's own).
FORMATS = {
    "ogg": ("ogg", "ogg", "libopus", 8000, 20_000),
    "mp3": ("mp3", "mp3", "libmp3lame", 8000, 16_000),
    "m4a": ("m4a", "ipod", "aac", 8000, 20_000),
    "flac": ("flac", "flac", "flac", 8000, 0),
    "wav-mulaw": ("wav", "wav", "pcm_mulaw", 8000, 0),
    "wav-alaw": ("wav", "wav", "pcm_alaw", 8000, 0),
    "wav-u8": ("wav", "wav", "pcm_u8", 8000, 0),
    "wav": ("wav", "wav", "pcm_s16le", 8000, 0),
}


def suffix(name: str) -> str:
    """The file suffix of a format, without its dot."""
    return FORMATS[name][0]


def encode(sound: Sound, name: str) -> bytes:
    """The bytes of a recording; the same sound gives the same bytes with the same FFmpeg."""
    _, container, codec, rate, bits = FORMATS[name]
    layout = {1: "mono", 2: "stereo"}[sound.channels]
    buffer = io.BytesIO()
    # bitexact: no random stream serial, no encoder version in the file
    with av.open(buffer, "w", format=container, container_options={"fflags": "+bitexact"}) as output:
        stream = output.add_stream(codec, rate=rate, layout=layout)
        if bits:
            stream.bit_rate = bits * sound.channels
        resampler = av.AudioResampler(
            format=stream.codec_context.format, layout=layout, rate=rate, frame_size=stream.frame_size or None
        )
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound.samples), format="fltp", layout=layout)
        frame.sample_rate, frame.pts, frame.time_base = sound.sample_rate, 0, Fraction(1, sound.sample_rate)
        for block in (*resampler.resample(frame), *resampler.resample(None)):
            output.mux(stream.encode(block))
        output.mux(stream.encode(None))
    return buffer.getvalue()
