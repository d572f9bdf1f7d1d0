"""Writing: reviews with their notes, and the record of who listened."""

from collections.abc import Sequence

import pytest

from dashboard.actions import LISTENING, hide_details, open_sound, save_review
from dashboard.backend import Backend
from pipeline.domain.phi import PhiLabel, PhiSpan, StaffNames
from pipeline.domain.review import Opinion
from pipeline.errors import RedactionError, UnknownIdError
from pipeline.settings import Settings
from tests import builders
from tests.fakes import OneLook, WordListDetector

MISSED = builders.call_id("missed")
NOTE = "Rang Zelda Quist, and Maya was kind."


class KnowsTwoNames(OneLook):
    """Takes one name for a patient's and one for the agent's."""

    def detect(self, texts: Sequence[str], speakers: Sequence[str]) -> list[list[PhiSpan]]:
        known = {"Zelda Quist": PhiLabel.NAME, "Maya": PhiLabel.STAFF}
        return [
            [
                PhiSpan(start=text.index(name), end=text.index(name) + len(name), label=label)
                for name, label in known.items()
                if name in text
            ]
            for text in texts
        ]


def test_personal_details_in_a_note_are_hidden_before_it_is_stored(
    backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Backend, "detector", lambda self: KnowsTwoNames())
    saved = save_review(backend, MISSED, "Ines", {"ES-01": Opinion.AGREE}, f"  {NOTE} ")
    assert saved.hidden == 1
    (stored,) = backend.store.reviews(MISSED)
    assert stored.note == "Rang [NAME], and Maya was kind."


def test_names_of_staff_are_hidden_in_notes_where_the_site_hides_them_in_calls() -> None:
    text, hidden = hide_details(NOTE, KnowsTwoNames(), Settings(staff_names=StaffNames.HIDE), MISSED)
    assert (text, hidden) == ("Rang [NAME], and [STAFF] was kind.", 2)


def test_a_note_that_cannot_be_checked_is_not_stored(backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Backend, "detector", lambda self: WordListDetector((), trouble=ValueError(NOTE)))
    with pytest.raises(RedactionError) as caught:
        save_review(backend, MISSED, "Ines", {}, NOTE)
    assert "Zelda" not in str(caught.value)
    assert backend.store.reviews(MISSED) == ()


def test_without_a_note_no_detector_is_asked(backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Backend, "detector", lambda self: pytest.fail("asked"))
    assert save_review(backend, MISSED, "Ines", {"EM-01": Opinion.AGREE}, "   ").review.note == ""


def test_reviewing_an_unknown_call_fails(backend: Backend) -> None:
    with pytest.raises(UnknownIdError):
        save_review(backend, builders.call_id("nobody"), "Ines", {}, "")


def test_opening_a_sound_is_recorded_with_person_and_purpose(backend: Backend) -> None:
    sound = open_sound(backend, MISSED, "Ines")
    assert sound is not None
    assert sound.startswith(b"fLaC")
    last = backend.store.access_events(MISSED)[-1]
    assert (last.actor, last.purpose, last.kind) == ("Ines", LISTENING, "redacted_sound")


def test_a_call_without_sound_gives_none_and_records_nothing(backend: Backend) -> None:
    call = builders.call_id("billing")
    assert open_sound(backend, call, "Ines") is None
    assert backend.store.access_events(call) == ()
