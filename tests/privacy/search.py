"""Searches files for words that stand in calls only."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd


def files_below(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        yield from (one for one in folder.rglob("*") if one.is_file() and not one.is_symlink())


def hits(files: Sequence[Path], canaries: Sequence[str]) -> list[str]:
    """`file name: canary` for every canary in a file's name or content, whatever its case, in UTF-8 or UTF-16."""
    found = []
    for file in files:
        try:
            content = file.read_bytes()
        except FileNotFoundError:
            continue  # a journal that its database has just removed
        if file.suffix == ".parquet":
            content = pd.read_parquet(io.BytesIO(content)).to_csv().encode()
        folded = content.lower()
        for canary in canaries:
            word = canary.lower()
            forms = (word.encode(), word.encode("utf-16-le"))
            if word in file.name.lower() or any(form in folded for form in forms):
                found.append(f"{file.name}: {canary}")
    return found
