"""The world of a destination: a service under the test's control."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from crmsync.connector import Destination
from crmsync.testing.abilities import Ability, Failure
from crmsync.testing.service import Service


class DestinationWorld(ABC):
    """An author's adapter of a stand-in, new for each law, constructed as `World(folder)` with an empty folder.

    What it does to the service is what a person or another program does there: it must not pass through the code under
    test. It is a context manager: override `close` to stop what it started.
    """

    lacks: ClassVar[Mapping[Ability, str]] = {}
    """What the service does not have, and why in a sentence. The laws about it are absent then."""
    most_requests_for_250: ClassVar[int] = 250
    """Requests that setting properties of 250 profiles may take; where the service has batches, far fewer."""

    service: Service | None = None
    """Where an author sets one in `__init__`, requests are counted, failures met and the service stopped by it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @abstractmethod
    def open(self) -> Destination:
        """A new destination, as a new process would construct it."""

    @abstractmethod
    def load(self, addresses: Sequence[str]) -> Sequence[str]:
        """People are there, each with something that is not ours; the ids of their profiles in the same order."""

    @abstractmethod
    def remove(self, profile: str) -> None:
        """A person removes a profile."""

    @abstractmethod
    def held(self) -> object:
        """All that the service holds, but for stamps of the last change, as a value that can be compared."""

    @abstractmethod
    def foreign(self) -> object:
        """The part of `held` that is not ours: what people and other programs wrote."""

    @abstractmethod
    def tasks(self) -> Sequence[str]:
        """The keys of all tasks of ours that are there, in any order."""

    def requests(self) -> int:
        """How many requests the service has had; of a file, how often it was written."""
        return len(self.service.log) if self.service else 0

    def complete(self, task: str) -> None:
        """A person marks the task with this id as done."""
        raise NotImplementedError

    def delete(self, task: str) -> None:
        """A person deletes the task."""
        raise NotImplementedError

    def move(self, task: str, due: date) -> None:
        """A person gives the task another due date."""
        raise NotImplementedError

    def set_cadence(self, profile: str, days: int | None) -> None:
        """A person sets how often they want to be in touch, or clears it."""
        raise NotImplementedError

    def fail(self, failure: Failure, times: int | None = 1) -> None:
        """The next `times` requests that write, or that ask, meet this; None: all, until `heal`.

        `Failure.LOST` concerns requests that write alone.
        """
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
