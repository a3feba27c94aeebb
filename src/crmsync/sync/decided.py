"""What the user decided, put together by person."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from crmsync.identity.directory import Directory
from crmsync.identity.people import PersonId
from crmsync.relationships.decided import Decided, Snooze
from crmsync.store.decisions import Decision, Kind


def decided(decisions: Iterable[Decision], directory: Directory, now: datetime) -> dict[PersonId, Decided]:
    """By whom the addresses belong to now; later words are not said yet."""
    found: dict[PersonId, Decided] = {}
    for each in sorted(decisions, key=lambda decision: decision.at):
        person = directory.person(each.address)
        if person is not None and each.at <= now:
            found[person] = _with(found.get(person, Decided()), each)
    return found


def _with(so_far: Decided, decision: Decision) -> Decided:
    """Of two snoozes, on two addresses of a person, the longer one holds."""
    match decision:
        case Decision(kind=Kind.SNOOZE, at=at, until=until) if until is not None:
            before = so_far.snooze
            return so_far if before and before.until > until else replace(so_far, snooze=Snooze(at=at, until=until))
        case Decision(kind=Kind.DONE, at=at):
            return replace(so_far, done=at)
        case _:
            return replace(so_far, muted=True)
