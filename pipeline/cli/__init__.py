"""The command line. Each command lives in the file of its subject; `app.py` puts them together."""

from pipeline.cli.app import main

__all__ = ["main"]
