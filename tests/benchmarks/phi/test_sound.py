"""With the real models: what is said on sample calls is not heard in the muted sound. S06 gives a card number aloud."""

from pathlib import Path

import pytest

from benchmarks.phi.sound import contexts_beside, hear_again, load_ears, report, spoken_calls
from benchmarks.speech.material import load_material
from pipeline.settings import Settings

pytestmark = pytest.mark.slow

AUDIO = Path(__file__).parents[3] / "samples" / "audio"
CALLS = ("s06-card-number-aloud.mp3", "s08-voicemail-leak.wav")


def test_no_identifier_is_heard_again_in_the_muted_sound(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    ears = load_ears(settings)
    material = load_material([AUDIO / name for name in CALLS], AUDIO.parent / "truth.jsonl")
    calls = spoken_calls(material, contexts_beside(AUDIO))
    heard = [one for one in ears.recogniser.transcribe(calls) if one]
    assert len(heard) == len(CALLS)
    outcome = hear_again(ears, material, calls, heard, settings)
    assert outcome.withheld == 0
    assert len(outcome.planted) == 19
    assert len(outcome.in_clear) / len(outcome.planted) >= 0.95, "the search must find what is there to be heard"
    assert [(leak.planted.call_id, leak.planted.label, leak.kind) for leak in outcome.leaks] == []
    assert 0.1 < outcome.muted_s / outcome.duration_s < 0.5
    assert report(outcome, "tone").splitlines()[-1].split() == [
        "all", str(len(outcome.planted)), str(len(outcome.in_clear)), "0", "0", "0"
    ]  # fmt: skip
