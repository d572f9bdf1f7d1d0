"""What a process needs to do the steps' work: store, vault, models, rubrics. Each is opened when first asked for."""

from dataclasses import dataclass
from functools import cached_property

from pipeline.domain.call import CallContext
from pipeline.domain.ids import CallId
from pipeline.domain.recording import Sound
from pipeline.ports import ActClassifier, PhiDetector, SpeechToText
from pipeline.settings import Settings
from pipeline.steps.redact import Masker
from pipeline.store.store import Store, open_store
from pipeline.store.vault import FileVault, open_vault
from rubrics.loader import load_flag_policy, load_rubrics
from rubrics.schema import FlagPolicy, Rubric


@dataclass(frozen=True)
class OpenedCall:
    """One recording, opened for recognition."""

    call_id: CallId
    sound: Sound
    context: CallContext


class Tools:
    """The tools of one process. Nothing is opened, loaded or even imported before its first use."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def store(self) -> Store:
        """The database."""
        return open_store(self.settings)

    @cached_property
    def vault(self) -> FileVault:
        """The encrypted files; each reading is recorded in the store."""
        return open_vault(self.settings, self.store)

    @cached_property
    def recogniser(self) -> SpeechToText:
        """openai-whisper."""
        from models.speech.loader import load_recogniser

        return load_recogniser(self.settings)

    @cached_property
    def detector(self) -> PhiDetector:
        """Presidio with our recognisers, and the site's lists."""
        from pipeline.flows.detector import site_detector

        return site_detector(self.settings)

    @cached_property
    def masker(self) -> Masker:
        """Presidio's anonymizer, putting placeholders into texts."""
        from models.phi.detector import load_masker

        return load_masker()

    @cached_property
    def classifier(self) -> ActClassifier:
        """The act classifier."""
        from models.acts.classifier import load_classifier

        return load_classifier(self.settings)

    @cached_property
    def rubrics(self) -> tuple[Rubric, ...]:
        """The three rubrics."""
        return load_rubrics()

    @cached_property
    def flag_policy(self) -> FlagPolicy:
        """When a call goes to a person."""
        return load_flag_policy()
