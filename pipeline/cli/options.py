"""Options that several commands share, and how they become settings."""

import os
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from pipeline.errors import BadInputError
from pipeline.settings import Settings

Home = Annotated[
    Path | None,
    typer.Option("--home", help="Folder of the store, the vault and the caches. Default: .callqa, or CALLQA_HOME."),
]


def read_settings(home: Path | None = None) -> Settings:
    """The site's settings. Worker processes, Prefect and the dashboard read them from the environment in turn.

    Raises BadInputError naming the setting that is wrong.
    """
    if home is not None:
        os.environ["CALLQA_HOME"] = str(home.absolute())
    try:
        return Settings()
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        name = ".".join(str(part) for part in problem["loc"])
        raise BadInputError(
            f"setting '{name}' (callqa.toml, or the environment variable CALLQA_{name.upper()}): {problem['msg']}"
        ) from None
