"""The JSON Lines format of calls: labelled dialogues, the input of `callqa redact` and `callqa score`."""

from pydantic import ConfigDict, Field

from pipeline.domain.acts import Act
from pipeline.domain.base import Value
from pipeline.domain.call import ContactType, Direction, Pause, Role, Speaker
from pipeline.domain.phi import KEPT, PhiSpan
from pipeline.domain.score import Verdict


class LabelledTurn(Value):
    """One turn. `acts`, `phi` and `promise` are labels; the times are optional."""

    # A call may carry more than we read (notes, other tools' fields): outsiders' files are not ours to refuse.
    model_config = ConfigDict(extra="ignore")

    speaker: Speaker
    text: str = Field(repr=False)
    acts: tuple[Act, ...] = ()
    phi: tuple[PhiSpan, ...] = ()
    promise: tuple[str, ...] | None = Field(default=None, description="which of who, when, number were said")
    start_s: float | None = Field(default=None, ge=0)
    end_s: float | None = Field(default=None, ge=0)

    @property
    def redacted_text(self) -> str:
        """The text with a placeholder for each span, staff and organisation kept, as the redactor leaves it by default.

        A text that holds its spans' placeholders already was redacted before: its offsets are the original text's.
        """
        spans = sorted((span for span in self.phi if span.label not in KEPT), key=lambda span: span.start, reverse=True)
        text = self.text
        if all(span.label.placeholder in text for span in spans):
            return text
        for span in spans:
            text = text[: span.start] + span.label.placeholder + text[span.end :]
        return text


class LabelledVerdict(Value):
    """A criterion's verdict as labelled, with its evidence turns."""

    model_config = ConfigDict(extra="ignore")

    verdict: Verdict
    evidence: tuple[int, ...] = ()


class LabelledCall(Value):
    """One line of the format. What is None was not said: it is then derived, or stays unknown."""

    model_config = ConfigDict(extra="ignore")

    call_id: str
    contact_type: ContactType | None = None
    role: Role | None = None
    direction: Direction | None = None
    voicemail: bool | None = None
    pauses: tuple[Pause, ...] | None = None
    settled: bool | None = None
    payment: bool | None = None
    ivr_played_notice: bool | None = None
    site: str | None = None
    speakers_separated: bool | None = Field(
        default=None, description="whether each speaker had a channel of their own, so that overlaps are known"
    )
    turns: tuple[LabelledTurn, ...]
    criteria: dict[str, LabelledVerdict] = Field(default_factory=dict)
