"""How a nightly sync is set up, word for word: a line for cron, two units for systemd. Pure."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

AT = "17 3 * * *"
"""Not at the full hour, when everybody's jobs start."""
ON_CALENDAR = "*-*-* 03:17:00"

SERVICE = """\
[Unit]
Description=crmsync: who was talked with, and whom to talk to next
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart={command}
"""
TIMER = """\
[Unit]
Description=crmsync every night

[Timer]
OnCalendar={at}
RandomizedDelaySec=10min
Persistent=true

[Install]
WantedBy=timers.target
"""
FOLDER = "~/.config/systemd/user"
SWITCH_ON = ("systemctl --user daemon-reload", "systemctl --user enable --now crmsync.timer", "loginctl enable-linger")
"""The last lets it run while nobody is logged in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    cron: str
    units: Mapping[str, str]
    """By name; they belong into `FOLDER`."""


def timetable(program: Sequence[str], config: Path, log: Path) -> Timetable:
    """`program`: how crmsync is started, by absolute paths: neither cron nor systemd knows the shell's."""
    words = [*program, "--config", str(config), "sync"]
    service = SERVICE.format(command=" ".join(map(_for_systemd, words)))
    units = {"crmsync.service": service, "crmsync.timer": TIMER.format(at=ON_CALENDAR)}
    return Timetable(cron=f"{AT} {_for_cron(words, log)}", units=MappingProxyType(units))


def _for_cron(words: Sequence[str], log: Path) -> str:
    """A percent sign ends the command in a crontab unless it is escaped: crontab(5)."""
    return f"{shlex.join(words)} >> {shlex.quote(str(log))} 2>&1".replace("%", "\\%")


def _for_systemd(word: str) -> str:
    """Quoted as systemd.service(5) has it; specifiers and variables begin with % and $."""
    quoted = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{quoted}"' if any(c.isspace() or c in "\"'\\;" for c in word) else quoted
