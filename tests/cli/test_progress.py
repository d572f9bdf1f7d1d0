import pytest

from pipeline.cli.progress import describe, share_done
from pipeline.domain.recording import Step
from pipeline.domain.status import BatchProgress


def progress(
    done: dict[Step, int], *, calls: int = 4, sources: int = 5, rejected: int = 1, heard: float = 0.0
) -> BatchProgress:
    return BatchProgress(
        sources=sources,
        calls=calls,
        rejected=rejected,
        calls_by_step={step: done.get(step, 0) for step in Step},
        seconds=400.0,
        seconds_transcribed=heard,
    )


ALL = dict.fromkeys(Step, 4)


def test_a_finished_batch_is_whole_and_a_fresh_one_is_nothing() -> None:
    assert share_done(progress(ALL)) == pytest.approx(1.0)
    assert share_done(progress({}, calls=0, rejected=0)) == 0.0
    assert share_done(progress({}, calls=0, sources=3, rejected=3)) == pytest.approx(1.0)


def test_the_bar_never_goes_back_while_steps_are_done() -> None:
    shares, done = [], {Step.ADMIT: 4}
    for step in list(Step)[1:]:
        for count in range(1, 5):
            done[step] = count
            shares.append(share_done(progress(done)))
    assert shares == sorted(shares)


def test_the_line_names_the_stage_the_speed_and_the_time_left() -> None:
    now = progress({Step.ADMIT: 4, Step.TRANSCRIBE: 2}, heard=200.0)
    line = describe(progress({}), now, seconds=10.0)
    assert "transcribing" in line
    assert "0 of 4 calls done" in line
    assert "1 rejected" in line
    assert "20 audio-h/h" in line
    assert "ETA 0:10" in line


def test_before_all_files_were_looked_at_the_stage_is_admission() -> None:
    assert describe(progress({}), progress({}, calls=1, rejected=1), 1.0).startswith("admitting")
