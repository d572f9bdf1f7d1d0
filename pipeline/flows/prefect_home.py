"""Prefect's own settings, put into the environment before Prefect is imported."""

import os

from pipeline.settings import Settings

# Nothing is sent to Prefect's makers, nothing of ours is printed to its logs or persisted as a result: Prefect keeps
# what it is handed, so it is handed ids only.
QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    "PREFECT_LOGGING_LOG_PRINTS": "false",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "ERROR",
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "90",
}


def configure_prefect(settings: Settings) -> None:
    """Point Prefect at its folder in our home, unless the site has a server (PREFECT_API_URL) or set it otherwise."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("PREFECT_HOME", str((settings.home / "prefect").absolute()))
