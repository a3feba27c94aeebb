"""Where the configuration lies. It is asked first by every command, so it imports next to nothing."""

import os
from collections.abc import Mapping
from pathlib import Path


def locate(given: str | None, environment: Mapping[str, str]) -> Path:
    """`--config`, else $CRMSYNC_CONFIG, else the platform's config folder."""
    if named := given or environment.get("CRMSYNC_CONFIG"):
        return Path(named).expanduser()
    from platformdirs import user_config_path

    return user_config_path("crmsync") / "config.toml"


def environment() -> Mapping[str, str]:
    return os.environ
