"""Settings: defaults here, then `callqa.toml` in the current folder, then environment variables `CALLQA_…`."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from pipeline.domain.phi import PhiLabel
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

    hide_staff: bool = Field(default=False, description="hide the names of agents, clinicians and organisations too")
    keep_labels: frozenset[PhiLabel] = Field(default=frozenset(), description="labels that this site leaves in clear")
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
