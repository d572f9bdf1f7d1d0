"""Settings: defaults here, then `callqa.toml` in the current folder, then environment variables `CALLQA_…`."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from pipeline.domain.phi import KEPT, READ_LANGUAGES, PhiLabel, StaffNames
from pipeline.domain.recording import MuteWith


class Settings(BaseSettings):
    """One site's settings. Nested keys in the environment are joined by two underscores."""

    model_config = SettingsConfigDict(
        env_prefix="CALLQA_",
        env_nested_delimiter="__",
        toml_file="callqa.toml",
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    home: Path = Field(
        default=Path(".callqa"), description="folder of database, vault, model cache and Prefect's files"
    )
    database_url: str | None = Field(
        default=None, repr=False, description="None: SQLite in `home`; or postgresql+psycopg://…"
    )
    master_key: SecretStr | None = Field(default=None, description="base64 of 32 bytes; None: a key file in `home`")

    whisper_model: str = Field(
        default="base", description="a name in models/manifest.yaml, an openai-whisper name, or a path"
    )
    initial_prompt: str = Field(
        default="", repr=False, description="names, drugs and organisations that are often said"
    )
    workers: int = Field(default=0, ge=0, description="processes that recognise and redact; 0: one a core")
    calls_per_group: int = Field(default=8, ge=1, description="recordings that are decoded together")

    max_duration_s: float = Field(default=4 * 3600, gt=0)
    min_duration_s: float = Field(default=1.0, gt=0)

    # How each of these changes a call: docs/redaction.md
    staff_names: StaffNames = Field(default=StaffNames.KEEP, description="names of agents and clinicians")
    keep_organisation: bool = Field(default=True, description="names of organisations stay")
    keep_labels: Annotated[frozenset[PhiLabel], NoDecode] = Field(
        default=frozenset(), description="labels that this site leaves in clear; in the environment with commas"
    )
    languages: Annotated[frozenset[str], NoDecode] = Field(
        default=READ_LANGUAGES, min_length=1, description="calls in other languages are withheld"
    )
    deny_list: Path | None = Field(default=None, description="text file of phrases that are always hidden")
    allow_list: Path | None = Field(default=None, description="text file of phrases that are never hidden")
    patient_hashes: Path | None = Field(default=None, description="file that `callqa lists hash` wrote")
    hide_staff: bool | None = Field(default=None, description="refused: its place took staff_names")
    mute_padding_s: float = Field(default=0.25, ge=0, description="seconds muted on both sides of what is hidden")
    mute_with: MuteWith = Field(default=MuteWith.TONE, description="tone: heard as a mark; silence: nothing is heard")

    control_sample: float = Field(default=0.05, ge=0, le=1, description="share of unflagged calls shown to reviewers")
    seed: int = 20260301

    manifest_columns: dict[str, str] = Field(
        default_factory=dict, description="our field -> the manifest's column, for `--columns custom`"
    )
    inbox: Path | None = Field(default=None, description="folder that the scheduled flow processes")
    inbox_columns: str = Field(default="callqa", description="how the inbox's manifest names its columns")
    retention_days: int | None = Field(default=None, ge=1, description="the scheduled purge deletes older calls")

    dashboard_port: int = Field(default=8501, ge=1, le=65535)

    @field_validator("keep_labels", "languages", mode="before")
    @classmethod
    def _from_commas(cls, value: object) -> object:
        """The environment gives `DATE,GEO`; a file gives a list."""
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("keep_labels")
    @classmethod
    def _without_kept(cls, value: frozenset[PhiLabel]) -> frozenset[PhiLabel]:
        if value & KEPT:
            raise ValueError('takes no STAFF and no ORG: write staff_names = "keep" or keep_organisation = true')
        return value

    @field_validator("languages")
    @classmethod
    def _that_are_read(cls, value: frozenset[str]) -> frozenset[str]:
        unread = sorted(value - READ_LANGUAGES)
        if unread:
            known = ", ".join(sorted(READ_LANGUAGES))
            raise ValueError(
                f"no recogniser reads {', '.join(unread)}: PHI can be found in {known} only; leave out what is not "
                "among them, and calls in it are withheld"
            )
        return value

    @field_validator("hide_staff")
    @classmethod
    def _hide_staff_is_gone(cls, value: bool | None) -> None:
        # Read on, though refused: an old `CALLQA_HIDE_STAFF=1` that nothing reads would show names that were hidden.
        if value is True:
            raise ValueError('is replaced: write staff_names = "hide" and keep_organisation = false')
        if value is False:
            raise ValueError('is replaced: write staff_names = "keep" (keep_organisation is true by default)')

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Explicit arguments win over the environment, the environment over the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def url(self) -> str:
        """Where the store is: the database URL."""
        return self.database_url or f"sqlite:///{(self.home / 'store.sqlite3').absolute()}"

    @property
    def weights_cache(self) -> Path:
        """Where converted weights lie; no PHI."""
        return self.home / "weights"
