"""Puts the spoken turns of a call on a telephone line: times, channels, band, noise."""

import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.signal import butter, sosfilt

from pipeline.domain.call import Speaker
from pipeline.domain.recording import Sound
from scripts.sample_making.script import Script

RATE = 8000
LEAD_S, TAIL_S = 0.6, 0.8
BREATH_S = (0.25, 0.75)
BEEP_HZ, BEEP_S, BEEP_LEVEL = 1000, 0.5, 0.15
# Of the speech itself, in dB under full scale: the desk is a little louder than the far end.
LEVEL_DBFS = {Speaker.AGENT: -21.0, Speaker.CALLER: -23.0, Speaker.OTHER: -23.0}
PEAK = 0.89
ROOM_DBFS = -66.0
MU = 255.0

Samples = npt.NDArray[np.float32]
Span = tuple[float, float]


@dataclass(frozen=True)
class Placed:
    """The call's turns in time: (start_s, end_s) of each, and of the beeps; `end_s` of the whole."""

    turns: tuple[Span, ...]
    beeps: tuple[Span, ...]
    end_s: float


def place(script: Script, lengths_s: list[float]) -> Placed:
    """When each turn starts and ends, given how long each takes to say. Breaths are random but the same every time."""
    chance = np.random.default_rng(zlib.crc32(script.name.encode()))
    turns: list[Span] = []
    beeps: list[Span] = []
    clock = LEAD_S
    for index, (line, length_s) in enumerate(zip(script.lines, lengths_s, strict=True)):
        breath = float(chance.uniform(*BREATH_S)) if index else 0.0
        start = clock + breath
        if line.before and line.before.kind in {"hold", "silence"}:
            start = clock + line.before.seconds
        elif line.before and line.before.kind == "overlap":
            start = clock - line.before.seconds
        elif line.before and line.before.kind == "beep":
            beeps.append((start, start + BEEP_S))
            start += BEEP_S + 0.6
        turns.append((round(start, 3), round(start + length_s, 3)))
        clock = max(clock, start + length_s)
    return Placed(tuple(turns), tuple(beeps), clock + TAIL_S)


def render(script: Script, spoken: list[Samples]) -> tuple[Sound, Placed]:
    """The call's sound, (channels, frames) at 8 kHz, and when its turns stand."""
    placed = place(script, [len(samples) / RATE for samples in spoken])
    # Two wires, desk and far end; which channel each goes to comes last.
    desk, far = (np.zeros(int(placed.end_s * RATE) + 1, np.float32) for _ in range(2))
    for line, samples, (start_s, _) in zip(script.lines, spoken, placed.turns, strict=True):
        wire = desk if line.turn.speaker is Speaker.AGENT else far
        at = round(start_s * RATE)
        wire[at : at + len(samples)] += levelled(in_band(samples), LEVEL_DBFS[line.turn.speaker])
    for start_s, end_s in placed.beeps:
        moments = np.arange(int((end_s - start_s) * RATE))
        at = round(start_s * RATE)
        far[at : at + len(moments)] += BEEP_LEVEL * np.sin(2 * np.pi * BEEP_HZ / RATE * moments)
    if "crosstalk_db" in script.header:
        desk, far = _leak(desk, far, float(script.header["crosstalk_db"]))
    noise_dbfs = float(script.header.get("noise_dbfs", ROOM_DBFS))
    wires = [_companded(_noisy(wire, noise_dbfs, f"{script.name} {place}")) for place, wire in enumerate((desk, far))]
    return Sound(_channels(wires, script.header["layout"]), RATE), placed


def in_band(samples: Samples) -> Samples:
    """What a telephone carries: 300 to 3400 Hz."""
    return sosfilt(butter(4, (300, 3400), "bandpass", fs=RATE, output="sos"), samples).astype(np.float32)


def levelled(samples: Samples, dbfs: float) -> Samples:
    """At a speech level (root mean square of the louder half of its 20 ms frames), peaks bent under full scale."""
    frames = samples[: len(samples) // 160 * 160].reshape(-1, 160)
    power = np.sort((frames**2).mean(axis=1))
    loud = float(np.sqrt(power[len(power) // 2 :].mean()))
    raised = samples * (10 ** (dbfs / 20) / loud)
    return (PEAK * np.tanh(raised / PEAK)).astype(np.float32)


def _leak(desk: Samples, far: Samples, db: float) -> tuple[Samples, Samples]:
    share = np.float32(10 ** (db / 20))
    return desk + share * far, far + share * desk


def _noisy(wire: Samples, dbfs: float, seed: str) -> Samples:
    chance = np.random.default_rng(zlib.crc32(seed.encode()))
    hiss = in_band(chance.standard_normal(len(wire)).astype(np.float32))
    return wire + hiss * (10 ** (dbfs / 20) / hiss.std())


def _companded(wire: Samples) -> Samples:
    """To 8-bit µ-law and back (ITU-T G.711's curve), as every call on the public network has been."""
    clipped = np.clip(wire, -1, 1)
    steps = np.round(np.sign(clipped) * np.log1p(MU * np.abs(clipped)) / np.log1p(MU) * 127) / 127
    return (np.sign(steps) * np.expm1(np.abs(steps) * np.log1p(MU)) / MU).astype(np.float32)


def _channels(wires: list[Samples], layout: str) -> npt.NDArray[np.float32]:
    if layout == "mono":
        return np.clip(wires[0] + wires[1], -1, 1)[None, :]
    return np.stack(wires[::-1] if "agent=1" in layout else wires)
