"""A store with five invented calls, and the app on it."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.backend import Backend, open_backend
from dashboard.ui import keys
from pipeline.domain.call import ContactType, Role, Speaker
from pipeline.domain.recording import Rejection, RejectionReason, Sound, Step
from pipeline.domain.score import Flag, Severity, Verdict
from pipeline.ports import VaultKind
from pipeline.settings import Settings
from pipeline.steps.sound import encode_flac
from tests import builders
from tests.store.deliveries import admitted, deliver

APP = Path(__file__).parents[2] / "dashboard" / "app.py"
CANARY = "Zebulon Quartermain"
"""Stands in the transcript in clear, which lies in the vault, and must be on no page."""

EMERGENCY = (
    (Speaker.AGENT, "Lakeside Clinic, this is Maya, how can I help?"),
    (Speaker.CALLER, "This is [NAME], born [DATE]. My chest is tight and my arm aches."),
    (Speaker.AGENT, "The next free appointment is on Thursday."),
    (Speaker.CALLER, "All right then."),
)


@pytest.fixture(autouse=True)
def own_main_module() -> Iterator[None]:
    """Give `__main__` back: AppTest puts the page in its place, and a process spawned later would run that."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


def open_seeded(settings: Settings, folder: Path) -> Backend:
    """Fill the store: `missed` critical, `billing` major, `unclear` moderate, `control` minor, `fine` unflagged."""
    backend = open_backend(settings)
    missed = (
        builders.result(
            "ES-01", Verdict.NOT_MET, severity=Severity.CRITICAL, auto_fail=True, evidence=(1, 2), confidence=0.91
        ),
        builders.result("EM-06", Verdict.CANNOT_SCORE, evidence=(), severity=Severity.MODERATE, confidence=0.0),
        builders.result("EM-01", Verdict.MET, evidence=(0,)),
        builders.result("EM-10", Verdict.NOT_APPLICABLE, evidence=()),
    )
    _call(backend, folder, "missed", missed, [builders.flag("auto_fail", criteria=("ES-01",))], sound=True)
    low = [builders.flag("compliance_below_threshold", Severity.MAJOR)]
    _call(backend, folder, "billing", (builders.result(),), low, agent_name="Otto", team="Billing",
          contact_type=ContactType.INS)  # fmt: skip
    unclear = [builders.flag("cannot_score", Severity.MODERATE, ("CL-11",))]
    _call(backend, folder, "unclear", (builders.result("CL-11", Verdict.CANNOT_SCORE),), unclear,
          contact_type=ContactType.TRI, role=Role.RN, agent_name="Ruth", team="Nurse line")  # fmt: skip
    _call(backend, folder, "control", (builders.result(),), [builders.flag("control_sample", Severity.MINOR)])
    _call(backend, folder, "fine", (builders.result(),), [])
    _, (source,) = deliver(backend.store, folder, "broken")
    backend.store.reject(
        Rejection(source_id=source, step=Step.ADMIT, reason=RejectionReason.TRUNCATED, hint="fetch the file again")
    )
    return backend


def _call(
    backend: Backend,
    folder: Path,
    name: str,
    results: tuple[builders.CriterionResult, ...],
    flags: list[Flag],
    *,
    sound: bool = False,
    **context: object,
) -> None:
    store, vault = backend.store, backend.vault
    call = admitted(store, folder, name, **context)
    clear = builders.transcript(((Speaker.CALLER, f"This is {CANARY}."),), name)
    vault.put(call, VaultKind.TRANSCRIPT, clear.model_dump_json().encode())
    store.mark_done(call, Step.TRANSCRIBE)
    store.save_redacted(builders.redacted(EMERGENCY, name))
    if sound:
        tone = 0.2 * np.sin(2 * np.pi * 300 * np.arange(20 * 8000) / 8000, dtype=np.float32)
        vault.put(call, VaultKind.REDACTED_SOUND, encode_flac(Sound(tone[np.newaxis], 8000)))
    scores = (80.0, 55.0, None)
    store.save_scorecard(builders.scorecard(name, results, scores))
    store.save_flags(call, flags)


@pytest.fixture
def backend(settings: Settings, tmp_path: Path) -> Iterator[Backend]:
    """The seeded store, opened as the pages open it."""
    opened = open_seeded(settings, tmp_path / "deliveries")
    yield opened
    opened.store.close()


@pytest.fixture
def open_app(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., AppTest]]:
    """Starts the app for a reviewer, on a page with an address."""
    monkeypatch.setenv("CALLQA_HOME", str(settings.home))
    st.cache_resource.clear()

    def start(page: str = "", *, reviewer: str = "Ines", **query: str) -> AppTest:
        app = AppTest.from_file(APP, default_timeout=30)
        app.session_state[keys.REVIEWER] = reviewer
        for name, value in query.items():
            app.query_params[name] = value
        if page:
            app.switch_page(f"app_pages/{page}.py")
        return app.run()

    yield start
    st.cache_resource.clear()
