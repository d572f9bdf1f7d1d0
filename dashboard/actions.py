"""What the pages change: reviews, and the record of who listened to which call."""

from collections.abc import Mapping
from datetime import UTC, datetime

from dashboard.backend import Backend
from pipeline.domain.base import Value
from pipeline.domain.call import Speaker
from pipeline.domain.ids import CallId
from pipeline.domain.review import CriterionReview, Opinion, Review
from pipeline.ports import PhiDetector, VaultKind
from pipeline.settings import Settings
from pipeline.steps.redact import hidden_spans, mask, site_policy

LISTENING = "review in the dashboard"


class SavedReview(Value):
    """A review as it was stored, and how many personal details were hidden in its note."""

    review: Review
    hidden: int


def open_sound(backend: Backend, call_id: CallId, reviewer: str) -> bytes | None:
    """The redacted sound as FLAC, None where there is none. Each opening is an AccessEvent; raises VaultError."""
    if not backend.vault.holds(call_id, VaultKind.REDACTED_SOUND):
        return None
    return backend.vault.get(call_id, VaultKind.REDACTED_SOUND, actor=reviewer, purpose=LISTENING)


def save_review(
    backend: Backend, call_id: CallId, reviewer: str, opinions: Mapping[str, Opinion], note: str
) -> SavedReview:
    """Keep a judgement; personal details in the note are hidden first.

    Raises UnknownIdError, and MissingWeightsError or RedactionError where the note cannot be checked: nothing is saved.
    """
    text, hidden = note.strip(), 0
    if text:
        text, hidden = hide_details(text, backend.detector(), backend.settings, call_id)
    review = Review(
        call_id=call_id,
        reviewer=reviewer,
        reviewed_at=datetime.now(UTC),
        opinions=tuple(CriterionReview(criterion=one, opinion=opinion) for one, opinion in sorted(opinions.items())),
        note=text,
    )
    backend.store.save_review(review)
    return SavedReview(review=review, hidden=hidden)


def hide_details(text: str, detector: PhiDetector, settings: Settings, call_id: CallId) -> tuple[str, int]:
    """The text with placeholders in place of personal details, as this site hides them in calls, and how many.

    Raises RedactionError where the detector fails.
    """
    policy = site_policy(settings)
    spans = hidden_spans([text], [Speaker.AGENT.value], detector, policy, call_id)[0]
    return mask(text, spans), len(spans)
