"""The world of a source: a service under the test's control."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from crmsync.connector import Source
from crmsync.testing.abilities import Ability, Failure
from crmsync.testing.service import Service


class SourceWorld(ABC):
    """An author's adapter of a stand-in, new for each law, constructed as `World(folder)` with an empty folder.

    What it does to the service must not pass through the code under test. It is a context manager: override `close`
    to stop what it started.
    """

    lacks: ClassVar[Mapping[Ability, str]] = {}
    """What the service does not have, and why in a sentence. The laws about it are absent then."""
    many: ClassVar[int] = 12
    """So many records make several pages, where the service has pages."""
    quiet: ClassVar[int] = 1
    """The most requests of a pull without news."""

    since: ClassVar[datetime | None] = None
    """The horizon of the laws' pulls, which add nothing older than 2026."""

    service: Service | None = None
    """Where an author sets one in `__init__`, requests are counted, failures met and the service stopped by it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @abstractmethod
    def open(self) -> Source:
        """A new source, as a new process would construct it: nothing is remembered but by the cursor and the view."""

    @abstractmethod
    def add(self, address: str, at: datetime) -> str:
        """One more record comes to the service, about `address` and, where it has a time, `at`. The id it is told by.

        `address` may have capitals, `at` is aware and in any zone: pass them on as the service would hold them.
        """

    @abstractmethod
    def held(self) -> object:
        """All that the service holds, as a value that can be compared and shows every write."""

    def requests(self) -> int:
        """How many requests the service has had. A file has none."""
        return len(self.service.log) if self.service else 0

    @property
    def now(self) -> datetime:
        """What the run takes for the present moment. Where removals show after some days only, `remove` moves it on."""
        return datetime.now(UTC)

    def change(self, id: str) -> None:
        """What is to be told of the record `id` is not the same any more."""
        raise NotImplementedError

    def remove(self, id: str) -> None:
        """The record `id` is not there any more, or no conversation any more."""
        raise NotImplementedError

    def expire(self) -> None:
        """The service forgets the place of every cursor that it gave."""
        raise NotImplementedError

    def spoil(self) -> str:
        """A record comes that can't be read; its id."""
        raise NotImplementedError

    def fail(self, failure: Failure, times: int | None = 1) -> None:
        """The next `times` requests meet this; None: all, until `heal`."""
        self._its_service().fail(failure, times)

    def heal(self) -> None:
        """No request meets a failure any more."""
        self._its_service().heal()

    def close(self) -> None:
        """The law is done."""
        if self.service:
            self.service.stop()

    def _its_service(self) -> Service:
        if self.service is None:
            raise NotImplementedError("set `service`, or write fail and heal, or name what is not there in `lacks`")
        return self.service

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
