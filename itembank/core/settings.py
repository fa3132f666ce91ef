"""One frozen configuration object, read once; every setting has the prefix ITEMBANK_."""

from enum import StrEnum
from pathlib import Path
from typing import Self

import platformdirs
from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Mode(StrEnum):
    """What the installation is for."""

    PRODUCTION = "production"
    DEMO = "demo"
    TEST = "test"


class Settings(BaseSettings):
    """Everything that can be chosen about an installation.

    Numbers that the papers mark *(p)* are policy values; these are their defaults.
    """

    model_config = SettingsConfigDict(env_prefix="ITEMBANK_", frozen=True, extra="ignore")

    mode: Mode = Mode.PRODUCTION
    data_dir: Path = Field(default_factory=lambda: Path(platformdirs.user_data_path("itembank")))
    database_url: str = ""
    keystore_url: str = ""
    master_key_file: Path | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    https: bool = Field(
        default=False, description="Served behind TLS: cookies become Secure and HSTS is sent."
    )
    debug: bool = False
    second_factor: bool | None = Field(
        default=None, description="Demand a second factor; default: not in demo."
    )
    trusted_proxies: int = Field(default=0, ge=0, le=4)
    # Policy, shown on every record it shaped.
    clearers: int = Field(default=1, ge=1, le=2)
    reviewers: int = Field(default=2, ge=1, le=4)
    # Limits.
    max_submission_characters: int = 20_000
    draft_days: int = 7
    raw_days_after_arrival: int = 365
    raw_days_after_clearance: int = 180
    idle_minutes: int = 60
    submissions_per_hour: int = 60
    logins_per_minute: int = 20
    lease_seconds: int = 120

    @model_validator(mode="after")
    def _production_is_safe(self) -> Self:
        if self.mode is Mode.PRODUCTION and self.debug:
            msg = "ITEMBANK_DEBUG is refused in production: unset it, or set ITEMBANK_MODE=demo."
            raise ValueError(msg)
        return self

    @property
    def bank_url(self) -> str:
        """The address of the bank's database; an SQLite file in the data folder unless one is set."""
        url = self.database_url or f"sqlite:///{self.data_dir / 'itembank.sqlite3'}"
        return url.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def keys_url(self) -> str:
        """The address of the key store, which is never the bank's database (architecture, decision 4)."""
        url = self.keystore_url or f"sqlite:///{self.keys_dir / 'keystore.sqlite3'}"
        return url.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def keys_dir(self) -> Path:
        """Where the master key and the key store live."""
        return self.data_dir / "keys"

    @property
    def master_key_path(self) -> Path:
        """The file of the master key."""
        return self.master_key_file or self.keys_dir / "master.key"

    @property
    def anchors_dir(self) -> Path:
        """Where anchors of the audit log are written; copy this folder to another machine."""
        return self.data_dir / "anchors"

    @property
    def jobs_path(self) -> Path:
        """The file of the job queue; it holds job ids only."""
        return self.data_dir / "jobs.sqlite3"

    @property
    def demands_second_factor(self) -> bool:
        """Whether staff must set up and use a second factor."""
        return self.mode is Mode.PRODUCTION if self.second_factor is None else self.second_factor
