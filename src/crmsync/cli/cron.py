"""The surroundings that cron gives a command, and what is different there."""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from crmsync.config.place import locate
from crmsync.connector import Finding, Weight

PATH = "/usr/bin:/bin"


@contextmanager
def as_in_cron() -> Iterator[None]:
    """With the few variables that cron sets, and no others: see crontab(5)."""
    before = dict(os.environ)
    _become({"HOME": str(Path.home()), "LOGNAME": before.get("LOGNAME", ""), "SHELL": "/bin/sh", "PATH": PATH})
    try:
        yield
    finally:
        _become(before)


def _become(environment: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)


def cron_findings(config: Path, *, named: bool) -> Iterator[Finding]:
    """Within `as_in_cron`: how the line in the crontab must be written. `named`: --config says where `config` is."""
    if shutil.which("crmsync", path=PATH) is None:
        yield Finding(
            weight=Weight.DOUBTFUL,
            what="cron does not find crmsync by its name.",
            remedy=f"Begin the line in the crontab with {sys.executable} -m crmsync.",
        )
    if not named and locate(None, os.environ) != config:
        yield Finding(
            weight=Weight.DOUBTFUL,
            what=f"cron does not find {config}: a variable that it does not know says where it is.",
            remedy=f"Write --config {config} in the crontab.",
        )
