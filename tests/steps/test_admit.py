import os

import numpy as np
import pytest

from pipeline.domain.recording import Recording, RejectionReason, Sound
from pipeline.errors import RejectedRecordingError
from pipeline.steps.admit import admit
from pipeline.steps.sound import encode_flac
from tests.sounds import as_file, silence, tone, wav


def admitted(content: bytes) -> tuple[Recording, Sound]:
    return admit(content, min_duration_s=1.0, max_duration_s=60.0)


def refusal(content: bytes) -> RejectionReason:
    with pytest.raises(RejectedRecordingError) as refused:
        admitted(content)
    assert refused.value.hint, "every refusal tells what to do"
    return refused.value.reason


@pytest.mark.parametrize(
    ("container", "codec", "rate"),
    [
        ("wav", "pcm_s16le", 8000),
        ("wav", "pcm_u8", 8000),
        ("wav", "pcm_s24le", 44100),
        ("wav", "pcm_f32le", 48000),
        ("wav", "pcm_alaw", 8000),
        ("wav", "pcm_mulaw", 8000),
        ("flac", "flac", 16000),
        ("mp3", "libmp3lame", 8000),
        ("ipod", "aac", 16000),
        ("adts", "aac", 16000),
        ("ogg", "libopus", 48000),
        ("webm", "libopus", 48000),
    ],
)
@pytest.mark.parametrize("channels", [1, 2])
def test_every_usual_format_is_admitted_whatever_its_name(container: str, codec: str, rate: int, channels: int) -> None:
    recording, sound = admitted(as_file(tone(3.0, 16000, channels), container, codec, rate))
    assert recording.channels == sound.channels == channels
    assert sound.sample_rate <= 16000
    assert recording.duration_s == pytest.approx(3.0, abs=0.15)
    assert 0.1 < np.abs(sound.samples).max() <= 1.01


def test_a_recording_of_four_channels_is_admitted() -> None:
    assert admitted(wav(tone(channels=4)))[0].channels == 4


def test_the_same_bytes_are_the_same_call_and_other_bytes_another() -> None:
    first, again, other = wav(tone()), wav(tone()), wav(tone(level=0.31))
    assert admitted(first)[0].call_id == admitted(again)[0].call_id != admitted(other)[0].call_id


def test_ids_have_no_letters_that_are_misheard() -> None:
    for level in np.linspace(0.1, 0.9, 20):
        assert not set(admitted(wav(tone(level=float(level))))[0].call_id) & set("ilo01")


def test_bytes_that_are_no_recording_are_refused_with_their_reason() -> None:
    good = wav(tone(4.0))
    assert refusal(b"") is RejectionReason.EMPTY_FILE
    assert refusal(b"Dear team, please find the recording attached.\n" * 40) is RejectionReason.NOT_AUDIO
    assert refusal(b"\xff\xd8\xff\xe0" + bytes(2000)) is RejectionReason.NOT_AUDIO
    assert refusal(b"\x89" + os.urandom(20_000)) is RejectionReason.NOT_AUDIO
    assert refusal(good[:30]) in {RejectionReason.CORRUPT, RejectionReason.TRUNCATED}
    assert refusal(b"fLaC" + os.urandom(9000)) is RejectionReason.CORRUPT


@pytest.mark.parametrize(
    "opening", [b"-----BEGIN PGP MESSAGE-----\n", b"Salted__", b"age-encryption.org/v1\n", b"\x85\x02\x0c\x03"]
)
def test_encrypted_files_are_named_as_such(opening: bytes) -> None:
    assert refusal(opening + os.urandom(70_000)) is RejectionReason.ENCRYPTED


def test_an_encrypted_archive_is_named_as_such() -> None:
    assert refusal(b"PK\x03\x04\x14\x00\x01\x00" + os.urandom(500)) is RejectionReason.ENCRYPTED


@pytest.mark.parametrize(
    ("container", "codec"), [("ogg", "libopus"), ("flac", "flac"), ("ipod", "aac"), ("wav", "pcm_mulaw")]
)
def test_a_file_cut_in_half_is_truncated(container: str, codec: str) -> None:
    rate = 48000 if codec == "libopus" else 8000
    whole = as_file(tone(20.0, rate), container, codec, rate)
    assert refusal(whole[: len(whole) // 2]) is RejectionReason.TRUNCATED


@pytest.mark.parametrize("declared", [0, 0xFFFFFFFF])
def test_a_recorder_that_never_filled_in_the_length_is_not_a_truncation(declared: int) -> None:
    assert admitted(wav(tone(), declared_size=declared))[0].duration_s == pytest.approx(2.0, abs=0.1)


def test_silence_is_refused_also_with_an_offset_or_the_flicker_of_eight_bits() -> None:
    assert refusal(wav(silence())) is RejectionReason.SILENT
    assert refusal(wav(Sound(silence().samples + 0.2, 8000))) is RejectionReason.SILENT
    assert refusal(as_file(tone(level=0.004), "wav", "pcm_u8")) is RejectionReason.SILENT


def test_one_loud_channel_is_enough() -> None:
    both = np.concatenate([silence().samples, tone().samples])
    assert admitted(wav(Sound(both, 8000)))[0].channels == 2


def test_too_short_and_too_long_are_refused() -> None:
    assert refusal(wav(tone(0.5))) is RejectionReason.TOO_SHORT
    assert refusal(wav(tone(61.0))) is RejectionReason.TOO_LONG
    assert refusal(wav(tone(61.0), declared_size=0xFFFFFFFF)) is RejectionReason.TOO_LONG


@pytest.mark.parametrize("channels", [1, 2, 4])
def test_flac_gives_back_every_sample(channels: int) -> None:
    sound = tone(9.0, channels=channels)
    again = admitted(encode_flac(sound))[1]
    assert again.samples.shape == sound.samples.shape
    assert np.abs(again.samples - sound.samples).max() < 1e-4
