"""What is wrong with a file that a person wrote, and where."""

from pathlib import Path

from pipeline.domain.base import Value


class Finding(Value):
    """One thing to mend. Lines count from 1."""

    file: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"
