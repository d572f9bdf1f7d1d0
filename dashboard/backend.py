"""What the pages stand on: one store, one vault, the rubrics and the flag policy, opened once for all sessions."""

from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from threading import Lock, Thread

from pipeline.domain.score import Dimension
from pipeline.errors import CallqaError
from pipeline.ports import PhiDetector
from pipeline.settings import Settings
from pipeline.store.store import Store, open_store
from pipeline.store.vault import FileVault, open_vault
from rubrics.loader import load_flag_policy, load_rubrics
from rubrics.policy import FlagPolicy
from rubrics.schema import Criterion

_loading = Lock()


@dataclass(frozen=True)
class Guide:
    """What the rubrics say of each criterion, and the policy of each flag, for people."""

    criteria: dict[str, Criterion]
    dimensions: dict[str, Dimension]
    policy: FlagPolicy

    def name(self, criterion: str) -> str:
        """The criterion's name; its id where a newer rubric no longer has it."""
        known = self.criteria.get(criterion)
        return known.name if known else criterion


@dataclass(frozen=True)
class Backend:
    """Everything a query or an action needs. Safe to share between sessions."""

    settings: Settings
    store: Store
    vault: FileVault
    guide: Guide

    @cached_property
    def _detector(self) -> PhiDetector:
        # Seconds to load and hundreds of MB: for the first note, never for looking at the queue.
        from pipeline.flows.detector import site_detector

        return site_detector(self.settings)

    def detector(self) -> PhiDetector:
        """Finds personal details in notes; loaded at first use. Raises MissingWeightsError or BadInputError."""
        with _loading:
            return self._detector

    def warm_up(self) -> None:
        """Begin loading the detector beside the reader's work, so that the first note is saved without a wait."""
        if "_detector" not in self.__dict__ and not _loading.locked():
            Thread(target=self._try_detector, name="load-detector", daemon=True).start()

    def _try_detector(self) -> None:
        with suppress(CallqaError):  # it is raised again where a note is saved, and shown there
            self.detector()


def open_backend(settings: Settings) -> Backend:
    """Open everything; raises CallqaError where store, vault or rubrics are refused."""
    store = open_store(settings)
    return Backend(settings, store, open_vault(settings, store), load_guide())


def load_guide() -> Guide:
    """The rubrics and the flag policy that ship with the package."""
    rubrics = load_rubrics()
    return Guide(
        criteria={criterion.id: criterion for rubric in rubrics for criterion in rubric.criteria},
        dimensions={criterion.id: rubric.dimension for rubric in rubrics for criterion in rubric.criteria},
        policy=load_flag_policy(),
    )
