"""Codes become words, and every code has one."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dashboard.backend import load_guide
from dashboard.reasons import explain
from dashboard.ui import formats, marks, texts
from dashboard.ui.shapes import SHAPES
from pipeline.domain.call import ContactType, Direction, Role, Speaker
from pipeline.domain.phi import PhiLabel
from pipeline.domain.queue import ReviewState
from pipeline.domain.recording import RejectionReason, Step
from pipeline.domain.review import Opinion
from pipeline.domain.score import Dimension, DimensionScore, Severity, Verdict
from tests import builders

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (texts.CONTACT_TYPES, ContactType),
        (texts.ROLES, Role),
        (texts.DIRECTIONS, Direction),
        (texts.SPEAKERS, Speaker),
        (texts.DIMENSIONS, Dimension),
        (texts.SEVERITIES, Severity),
        (texts.VERDICTS, Verdict),
        (texts.OPINIONS, Opinion),
        (texts.STATES, ReviewState),
        (texts.STEPS, Step),
        (texts.WORK, Step),
        (texts.REJECTIONS, RejectionReason),
        (texts.HIDDEN, PhiLabel),
    ],
)
def test_every_code_has_words_of_its_own(words: dict[str, str], codes: type[ContactType]) -> None:
    assert set(words) == set(codes)
    assert len(set(words.values())) == len(words)


def test_every_rule_of_the_flag_policy_has_a_short_name() -> None:
    assert set(texts.REASONS) == set(load_guide().policy.texts)


def test_severities_and_verdicts_differ_in_shape_not_only_in_colour() -> None:
    assert set(SHAPES) == {*Severity, *Verdict}
    assert len({shape["path"] for shape in SHAPES.values()}) == len(SHAPES)


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0:00"), (59.9, "0:59"), (247, "4:07"), (3729, "1:02:09")])
def test_a_place_in_a_recording_reads_as_a_clock(seconds: float, shown: str) -> None:
    assert formats.clock(seconds) == shown


@pytest.mark.parametrize(
    ("passed", "shown"),
    [
        (timedelta(minutes=-3), "0 min"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(hours=47), "47 h"),
        (timedelta(days=12, hours=20), "12 d"),
    ],
)
def test_an_age_is_told_in_the_largest_unit_that_says_enough(passed: timedelta, shown: str) -> None:
    assert formats.age(NOW - passed, NOW) == shown


def test_times_are_shown_in_the_readers_zone() -> None:
    assert formats.moment(NOW, ZoneInfo("America/Chicago")) == "2 Mar 2026, 06:00"


@pytest.mark.parametrize(("count", "shown"), [(512, "512 bytes"), (663_552, "663.6 KB"), (4_200_000_000, "4.2 GB")])
def test_sizes_are_short(count: int, shown: str) -> None:
    assert formats.size(count) == shown


def test_reasons_stand_gravest_first_and_count_what_they_do_not_name() -> None:
    flags = [
        builders.flag("low_confidence", Severity.MAJOR, ("CL-01",)),
        builders.flag("auto_fail", Severity.CRITICAL, ("CL-16", "CL-09", "ES-01")),
    ]
    assert explain(flags, ReviewState.WAITING, load_guide()) == (
        "Auto-fail: “No abusive language”, “No clinical advice by a non-clinician” and 1 more not met",
        "Machine unsure of “Recording notice”",
    )


def test_an_auto_fail_shows_what_the_score_would_have_been() -> None:
    failed = DimensionScore(dimension=Dimension.COMPLIANCE, score=0.0, auto_failed=True, score_without_auto_fail=82.4)
    tile = marks.score_tile("Compliance", failed)
    assert ">0<" in tile
    assert "Auto-fail" in tile
    assert "would be 82" in tile


def test_a_dimension_in_which_nothing_applied_shows_no_number() -> None:
    assert ">–<" in marks.score_tile("Escalation", None)


def test_names_from_outside_cannot_become_markup() -> None:
    assert "<b>" not in marks.play_chip(0, "EM-01", "<b>x</b>")
