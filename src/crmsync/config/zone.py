"""The time zone in which this machine's days begin and end."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ETC = Path("/etc")


def local_zone(environment: Mapping[str, str], etc: Path = ETC) -> str | None:
    """Its name, such as Europe/London: from $TZ, /etc/localtime or /etc/timezone. None where none of them names one."""
    return next((name for name in _candidates(environment, etc) if is_zone(name)), None)


def is_zone(name: str) -> bool:
    """Whether the time zone database knows it."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _candidates(environment: Mapping[str, str], etc: Path) -> Iterator[str]:
    yield environment.get("TZ", "").lstrip(":")
    # The link of systemd and macOS leads into a folder of zones: https://www.freedesktop.org/software/systemd/man/localtime
    yield str((etc / "localtime").resolve()).rpartition("zoneinfo/")[2]
    if (etc / "timezone").is_file():
        yield (etc / "timezone").read_text(errors="replace").strip()
