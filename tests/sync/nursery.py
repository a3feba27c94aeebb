"""Real crmsync processes at the price of a fork: a parent has imported and practised all, each run is a child of it."""

import gc
import importlib
import json
import os
import pkgutil
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from compiling import share
from practice import practise

OURS = ("crmsync", "crmsync_export", "crmsync_google", "crmsync_hubspot")
STRANGERS = ("crmsync.__main__", "crmsync.store.migrations.env", "crmsync.templates", "crmsync.testing")
"""What of it no run imports."""
LIBRARIES = (
    "alembic.command",
    "alembic.config",
    "dateutil.parser",
    "encodings.idna",
    "google_auth_httplib2",
    "googleapiclient.discovery_cache",
    "googleapiclient.http",
    "hubspot.crm.contacts",
    "hubspot.discovery.crm.contacts.discovery",
    "hubspot.discovery.crm.discovery",
    "numpy.ma",
    "sqlalchemy.dialects.sqlite",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """`code` is negative where a signal ended it."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


class Nursery:
    """`start` forks a process that runs `crmsync WORDS`; `wait` says how it ended."""

    def __init__(self) -> None:
        self._parent = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def start(self, folder: Path, *words: str, largest: int | None = None) -> int:
        """The child's process id. It writes `out` and `err` into `folder`, and finds its config.toml there.

        `largest`: no file that it writes may have more bytes than this.
        """
        self._say({"folder": str(folder), "words": words, "largest": largest})
        return int(self._hear("begun"))

    def wait(self, folder: Path) -> Ended:
        code = int(self._hear("ended"))
        return Ended(code=code, out=(folder / "out").read_text(), err=(folder / "err").read_text())

    def run(self, folder: Path, *words: str, largest: int | None = None) -> Ended:
        self.start(folder, *words, largest=largest)
        return self.wait(folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._parent.stdin
        assert self._parent.stdout
        self._parent.stdin.close()
        self._parent.wait(10)
        self._parent.stdout.close()

    def _say(self, order: object) -> None:
        assert self._parent.stdin
        self._parent.stdin.write(json.dumps(order) + "\n")
        self._parent.stdin.flush()

    def _hear(self, what: str) -> str:
        """What a test that was broken off did not wait to hear is passed over."""
        assert self._parent.stdout
        while line := self._parent.stdout.readline():
            told, _, value = line.partition(" ")
            if told == what:
                return value
        raise EOFError("the nursery has ended")


def _know() -> None:
    """Import whatever a run may, and see what is installed: a child finds it done."""
    for name in LIBRARIES:
        importlib.import_module(name)
    for name in OURS:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not module.name.startswith(STRANGERS):
                importlib.import_module(module.name)

    from crmsync.plugins import SOURCES, installed

    installed(SOURCES)


def _spare_the_disk() -> None:
    """Runs are killed here, but the power does not fail: no commit waits until it has reached the disk itself."""
    from sqlalchemy import event
    from sqlalchemy.pool import Pool

    event.listen(Pool, "checkout", lambda connection, *_: connection.execute("PRAGMA synchronous=OFF"))


def _serve() -> None:
    _know()
    share()
    _spare_the_disk()
    practise()
    gc.collect()
    gc.freeze()  # what is known stays; no child looks through it again, and so its pages stay shared
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            if order["largest"] is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (order["largest"], order["largest"]))
            _be(Path(order["folder"]), order["words"])
        print("begun", child, flush=True)
        _, status = os.waitpid(child, 0)
        print("ended", os.waitstatus_to_exitcode(status), flush=True)


def _be(folder: Path, words: list[str]) -> None:
    """Become `crmsync WORDS`; never returns."""
    from crmsync.cli.main import main

    for descriptor, name in ((0, os.devnull), (1, folder / "out"), (2, folder / "err")):
        os.dup2(os.open(name, os.O_RDWR | os.O_CREAT | (os.O_TRUNC if descriptor else 0), 0o600), descriptor)
    try:
        main(["--config", str(folder / "config.toml"), *words])
    except SystemExit as end:
        sys.stdout.flush()
        os._exit(end.code if isinstance(end.code, int) else 1)
    except BaseException:  # noqa: BLE001 - whatever it is, the child must end here
        import traceback

        traceback.print_exc()
        sys.stderr.flush()
        os._exit(70)


if __name__ == "__main__":
    _serve()
