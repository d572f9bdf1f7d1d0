"""The sample calls of the demo: their sound, their truth and their manifest agree with one another."""

import csv
import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from pipeline.domain.acts import AGENT_ACTS, CALLER_ACTS
from pipeline.domain.call import CallContext, Speaker
from pipeline.domain.labelled import LabelledCall
from pipeline.domain.recording import RejectionReason, Sound
from pipeline.domain.score import Verdict
from pipeline.errors import RejectedRecordingError
from pipeline.settings import Settings
from pipeline.steps.admit import admit
from pipeline.steps.manifest import MAPPINGS, read_manifest
from pipeline.steps.score_lines import score_line
from rubrics.loader import load_flag_policy, load_rubrics
from rubrics.schema import FlagPolicy, Rubric
from scripts.sample_making.script import read_scripts

SAMPLES = Path(__file__).parent.parent / "samples"
AUDIO, BROKEN = SAMPLES / "audio", SAMPLES / "broken"
LIMIT_BYTES, LIMIT_CALL_S, LIMIT_ALL_S = 12_000_000, (44.0, 152.0), 1300.0
LINES = [json.loads(line) for line in (SAMPLES / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
TRUTH = {line["file"]: LabelledCall.model_validate(line) for line in LINES}
TOLD_CHANNEL = {line["file"]: line["agent_channel"] for line in LINES if line["agent_channel"] is not None}
with (BROKEN / "expected.csv").open(encoding="utf-8") as table:
    EXPECTED = {row["file"]: RejectionReason(row["reason"]) for row in csv.DictReader(table)}

every_call = pytest.mark.parametrize("file", sorted(TRUTH))


def manifest() -> dict[str, CallContext]:
    return read_manifest((SAMPLES / "manifest.csv").read_text(encoding="utf-8"), "manifest.csv", MAPPINGS["callqa"])


@cache
def admitted(path: Path) -> Sound:
    defaults = Settings.model_fields
    content = path.read_bytes()
    return admit(
        content,
        min_duration_s=defaults["min_duration_s"].default,
        max_duration_s=defaults["max_duration_s"].default,
    )[1]


def level(sound: Sound, channel: int, start_s: float, end_s: float) -> float:
    stretch = sound.samples[channel, int(start_s * sound.sample_rate) : int(end_s * sound.sample_rate)]
    return float(np.sqrt((stretch**2).mean()))


def test_manifest_truth_and_sound_name_the_same_files() -> None:
    assert set(manifest()) == set(TRUTH) == {path.name for path in AUDIO.iterdir()}
    assert len(TRUTH) >= 10


def test_all_sound_together_stays_small() -> None:
    files = [*AUDIO.iterdir(), *BROKEN.iterdir()]
    assert sum(path.stat().st_size for path in files) < LIMIT_BYTES


def test_the_calls_together_are_short_enough_for_a_demo() -> None:
    lengths_s = [line["duration_s"] for line in LINES]
    assert all(LIMIT_CALL_S[0] <= length_s <= LIMIT_CALL_S[1] for length_s in lengths_s)
    assert sum(lengths_s) <= LIMIT_ALL_S


def test_several_formats_and_both_layouts_are_among_them() -> None:
    assert len({path.suffix for path in AUDIO.iterdir()}) >= 4
    assert {admitted(path).channels for path in AUDIO.iterdir()} == {1, 2}


def test_the_truth_is_what_the_scripts_say() -> None:
    scripts = read_scripts(SAMPLES / "scripts")
    assert [script.header["call_id"] for script in scripts] == [call.call_id for call in TRUTH.values()]
    for script, call in zip(scripts, TRUTH.values(), strict=True):
        labelled = [turn.model_copy(update={"start_s": None, "end_s": None}) for turn in call.turns]
        assert [line.turn for line in script.lines] == labelled
        assert script.pauses == call.pauses


@every_call
def test_the_manifest_says_of_a_call_what_the_truth_says(file: str) -> None:
    context, call = manifest()[file], TRUTH[file]
    assert context.external_id == call.call_id
    assert (context.contact_type, context.role, context.direction) == (call.contact_type, call.role, call.direction)
    assert context.agent_name
    assert context.started_at
    assert context.agent_channel in {TOLD_CHANNEL.get(file), None}


def test_the_manifest_leaves_one_stereo_call_without_its_agents_channel() -> None:
    untold = [file for file, context in manifest().items() if context.agent_channel is None and file in TOLD_CHANNEL]
    assert len(untold) == 1
    assert sum(channel == 1 for channel in TOLD_CHANNEL.values()) == 2


@every_call
def test_phi_marks_lie_within_their_words_and_do_not_touch(file: str) -> None:
    for turn in TRUTH[file].turns:
        at = 0
        for span in turn.phi:
            assert at <= span.start < span.end <= len(turn.text)
            marked = turn.text[span.start : span.end]
            assert marked == marked.strip(" ,.")
            at = span.end


@every_call
def test_every_act_is_one_that_its_speaker_can_do(file: str) -> None:
    allowed = {Speaker.AGENT: AGENT_ACTS, Speaker.CALLER: CALLER_ACTS, Speaker.OTHER: frozenset()}
    for turn in TRUTH[file].turns:
        assert set(turn.acts) <= allowed[turn.speaker], turn.acts


@every_call
def test_every_call_is_admitted_and_as_long_as_its_truth(file: str) -> None:
    sound = admitted(AUDIO / file)
    last = max(turn.end_s or 0.0 for turn in TRUTH[file].turns)
    assert last < sound.duration_s < last + 2.0
    assert np.abs(sound.samples).max() < 0.999, "clipped"


@every_call
def test_every_turn_is_heard_where_the_truth_puts_it(file: str) -> None:
    """On the speaker's own channel in stereo, so a swapped channel or a shifted time fails."""
    sound = admitted(AUDIO / file)
    desk = TOLD_CHANNEL.get(file, 0)
    for turn in TRUTH[file].turns:
        assert turn.start_s is not None
        assert turn.end_s is not None
        channel = 0 if sound.channels == 1 else desk if turn.speaker is Speaker.AGENT else 1 - desk
        assert level(sound, channel, turn.start_s, turn.end_s) > 0.02


@every_call
def test_nobody_speaks_in_a_pause(file: str) -> None:
    call, sound = TRUTH[file], admitted(AUDIO / file)
    for pause in call.pauses or ():
        start_s, end_s = call.turns[pause.after].end_s, call.turns[pause.after + 1].start_s
        assert start_s is not None
        assert end_s is not None
        assert end_s - start_s == pytest.approx(pause.seconds, abs=0.01)
        for channel in range(sound.channels):
            assert level(sound, channel, start_s + 0.3, end_s - 0.3) < 0.01


def test_among_the_calls_are_an_overlap_a_long_hold_and_a_voicemail() -> None:
    calls = list(TRUTH.values())
    overlaps = [
        earlier.end_s - later.start_s
        for call in calls
        for earlier, later in zip(call.turns, call.turns[1:], strict=False)
        if earlier.end_s is not None and later.start_s is not None and earlier.end_s > later.start_s
    ]
    assert max(overlaps) >= 1.0
    assert any(pause.seconds >= 40 for call in calls for pause in call.pauses or ())
    assert any(call.voicemail for call in calls)


@cache
def rules() -> tuple[tuple[Rubric, ...], FlagPolicy]:
    return load_rubrics(), load_flag_policy()


@every_call
def test_the_rules_give_every_verdict_that_the_truth_names(file: str) -> None:
    """The verdicts in the truth were written by hand from the spec; the rules judge the hand-labelled acts."""
    call = TRUTH[file]
    scored = score_line(call, None, *rules())
    given = {one: judged.verdict for one, judged in scored.criteria.items()}
    assert given == {one: labelled.verdict for one, labelled in call.criteria.items()}


@pytest.mark.parametrize(
    ("call_id", "criteria"),
    [
        ("S02", {"ES-01", "ES-14"}),
        ("S04", {"CL-03"}),
        ("S05", {"CL-09"}),
        ("S06", {"CL-13"}),
        ("S08", {"CL-07"}),
        ("S11", {"ES-18"}),
        ("S13", {"CL-05"}),
    ],
)
def test_what_is_planted_in_a_call_is_in_its_truth(call_id: str, criteria: set[str]) -> None:
    call = next(call for call in TRUTH.values() if call.call_id == call_id)
    assert all(call.criteria[one].verdict is Verdict.NOT_MET for one in criteria)


def test_every_broken_file_is_listed() -> None:
    assert set(EXPECTED) | {"expected.csv"} == {path.name for path in BROKEN.iterdir()}


@pytest.mark.parametrize("file", sorted(EXPECTED))
def test_every_broken_file_is_refused_with_its_reason(file: str) -> None:
    if EXPECTED[file] is RejectionReason.NO_SPEECH:
        assert admitted(BROKEN / file).duration_s > 1, "sound enough; that nobody speaks is found by listening"
        return
    with pytest.raises(RejectedRecordingError) as refused:
        admitted(BROKEN / file)
    assert refused.value.reason is EXPECTED[file]
