"""`callqa dashboard` and `callqa doctor`: the pages, and what is installed."""

import platform
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated

import typer
from rich.table import Table

from pipeline.cli.options import Home, read_settings
from pipeline.cli.summary import wide_console

CENTRAL = (
    "openai-whisper",
    "torch",
    "transformers",
    "presidio-analyzer",
    "presidio-anonymizer",
    "spacy",
    "pandas",
    "prefect",
    "streamlit",
    "SQLAlchemy",
    "av",
    "cryptography",
)


def dashboard(
    port: Annotated[int | None, typer.Option(help="Port on 127.0.0.1. Default: 8501, or `dashboard_port`.")] = None,
    home: Home = None,
) -> None:
    """Serve the review dashboard on 127.0.0.1 until Ctrl-C."""
    from dashboard.launch import serve

    settings = read_settings(home)
    raise typer.Exit(serve(settings, port or settings.dashboard_port))


def doctor(home: Home = None) -> None:
    """What is installed, which weights are present with their sha256, what is missing and how to get it."""
    from models.weights import describe_weights

    settings = read_settings(home)
    console = wide_console()
    packages = Table("package", "version", title="Installation", title_justify="left")
    packages.add_row("callqa", version("callqa"))
    packages.add_row("Python", platform.python_version())
    for name in CENTRAL:
        packages.add_row(name, _version(name))
    packages.add_row("PostgreSQL (optional)", shutil.which("postgres") or shutil.which("psql") or "not found")
    console.print(packages)
    weights = Table("weights", "state", "sha256", "what to do", title="Model weights", title_justify="left")
    statuses = describe_weights(settings.weights_cache)
    for status in statuses:
        weights.add_row(status.name, status.presence.value, status.sha256, status.remedy)
    console.print(weights)
    missing = [status.name for status in statuses if status.remedy]
    if missing:
        typer.echo(f"callqa: missing or wrong: {', '.join(missing)}", err=True)
    sys.exit(1 if missing else 0)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "MISSING: run `make setup`"
