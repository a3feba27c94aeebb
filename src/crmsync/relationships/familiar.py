"""Whom self is really in touch with: their mail counts even where a service files it as bulk."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crmsync.connector import Channel, Role, Signal
from crmsync.identity.directory import Directory, Kind
from crmsync.identity.people import PersonId
from crmsync.relationships.mails import people_written_to
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.talks import people_met

BULK_TO_ONE = 10
"""Who sends more mail filed as bulk than this for each time that self wrote to them or met them is a newsletter that
self once answered, and no friend whose mail lies in the wrong tab."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Familiar:
    """`people`: of each, by their number, whether all of their mail is believed, however it is filed.

    `doubted`: of whom only that is which lies in one of `threads`, where self wrote to them.
    """

    reached: NDArray[np.int64]
    """How often self wrote to each or met them."""
    bulk: NDArray[np.int64]
    """How much each sent that is filed as bulk."""
    people: NDArray[np.bool_]
    doubted: NDArray[np.bool_]
    threads: Collection[tuple[int, int]]

    def answered(self, person: int, thread: int) -> bool:
        return (person, thread) in self.threads


def familiar(reached: NDArray[np.int64], bulk: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Who is, and who is doubted though self reached them. Of each how often self did, and how much bulk they sent."""
    doubted = (reached > 0) & (bulk > BULK_TO_ONE * reached)
    return (reached > 0) & ~doubted, doubted


def reached_by(record: Recorded, directory: Directory) -> Iterator[PersonId]:
    """Whom self wrote to, or met, by what counts."""
    mail = record.interaction.channel is Channel.MAIL
    return (people_written_to if mail else people_met)(record, directory)


def bulk_from(record: Recorded, directory: Directory) -> list[PersonId]:
    """The sender, where it is a mail that is filed as bulk or an office's."""
    if record.interaction.channel is not Channel.MAIL:
        return []
    senders = [each.address for each in record.interaction.participants if each.role is Role.FROM][:1]
    filed = Signal.CATEGORY in record.interaction.signals
    doubtful = [each for each in senders if filed or directory.kind(each) is Kind.ROLE]
    return [person for each in doubtful if (person := directory.person(each)) is not None]
