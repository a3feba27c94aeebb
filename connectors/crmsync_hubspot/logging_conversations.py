"""Logging mails and meetings, each exactly once, and not what HubSpot itself or a person has logged already.

A record and its associations are one request. Before it is sent, the contacts' timelines are looked at: a record with
the same key is ours, one of that minute and direction without a key is somebody else's.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from crmsync.connector import (
    AlreadyThere,
    Applied,
    ArchiveLogged,
    Channel,
    LogChange,
    LogInteraction,
    Outcome,
    ShareLogged,
    UnshareLogged,
)
from crmsync_hubspot.association_writes import AssociationWrites
from crmsync_hubspot.batch_writes import BatchWrites, Result
from crmsync_hubspot.conversations import TO_CONTACT, Logged, creation, kind_of
from crmsync_hubspot.outcomes import outcome
from crmsync_hubspot.owners import Owners
from crmsync_hubspot.records import Record, Records
from crmsync_hubspot.refusals import Problem
from crmsync_hubspot.survivors import survivors
from crmsync_hubspot.timelines import Timelines
from crmsync_hubspot.wire import Body

Logs = Mapping[str, LogInteraction]
"""By key, which is also the trace of the request's input."""
Held = Mapping[str, Sequence[Logged]]
"""What is logged, by contact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationLog:
    """The records of one channel."""

    writes: BatchWrites
    links: AssociationWrites
    timelines: Timelines
    contacts: Records
    owners: Owners

    def work(self, changes: Sequence[LogChange]) -> Mapping[str, Outcome]:
        """An outcome for each change of a run, by key; they are all of one kind."""
        match changes[0]:
            case LogInteraction():
                return self.apply(cast("Sequence[LogInteraction]", changes))
            case ShareLogged():
                return self.share(cast("Sequence[ShareLogged]", changes))
            case UnshareLogged():
                return self.unshare(cast("Sequence[UnshareLogged]", changes))
            case ArchiveLogged():
                return self.archive(cast("Sequence[ArchiveLogged]", changes))

    def apply(self, changes: Sequence[LogInteraction]) -> Mapping[str, Outcome]:
        """An outcome for each change of a run, by key."""
        wanted = {change.key: change for change in changes}
        held = self.timelines.of(_contacts(wanted))
        results = _ours(wanted, held)
        missing = _where_missing(_without(wanted, results), held)
        results |= self._create(missing)
        refused = {key: missing[key] for key, result in results.items() if _is_missing(result)}
        results |= self._of_survivors(refused)
        return {
            key: outcome(change, results[key]) if key in results else AlreadyThere(key=key)
            for key, change in wanted.items()
        }

    def archive(self, changes: Sequence[ArchiveLogged]) -> Mapping[str, Outcome]:
        """An outcome for each change, by key. What is gone already, or was never made, is as it should be."""
        ids = {change.key: change.record or self._id_of(change) for change in changes}
        present = list(dict.fromkeys(filter(None, ids.values())))
        results = self.writes.archive(present) if present else {}
        self.timelines.forget(present)
        nothing = Record(id="", properties={})
        return {change.key: outcome(change, results.get(ids[change.key], nothing)) for change in changes}

    def share(self, changes: Sequence[ShareLogged]) -> Mapping[str, Outcome]:
        """An outcome for each change, by key. What is on the timeline already needs no request."""
        held = self.timelines.of(change.profile for change in changes)
        on = {change.key: [*held.get(change.profile, ())] for change in changes}
        ours = {each.key for each in changes if any(one.id == each.record for one in on[each.key])}
        theirs = {each.key for each in changes if any(one.tells_of(each.content) for one in on[each.key])} - ours
        pairs = {each.key: (each.record, each.profile) for each in changes if each.key not in ours | theirs}
        results = self.links.create(list(dict.fromkeys(pairs.values()))) if pairs else {}

        def result(change: ShareLogged) -> Result:
            problem = results[pairs[change.key]] if change.key in pairs else None
            return problem or Record(id=change.record, properties={})

        return {
            each.key: AlreadyThere(key=each.key) if each.key in theirs else outcome(each, result(each))
            for each in changes
        }

    def unshare(self, changes: Sequence[UnshareLogged]) -> Mapping[str, Outcome]:
        self.links.archive([(change.record, change.profile) for change in changes])
        return {change.key: Applied(key=change.key, id=change.record) for change in changes}

    def _id_of(self, change: ArchiveLogged) -> str:
        held = self.timelines.of([change.profile, *change.beside])
        return next((one.id for entries in held.values() for one in entries if one.key == change.key), "")

    def _create(self, wanted: Logs) -> dict[str, Result]:
        inputs = {key: self._input(change) for key, change in wanted.items()}
        return dict(self.writes.create(inputs, lambda keys: self._known({key: wanted[key] for key in keys})))

    def _known(self, wanted: Logs) -> dict[str, Result]:
        return _ours(wanted, self.timelines.of(_contacts(wanted)))

    def _of_survivors(self, refused: Logs) -> dict[str, Result]:
        """Contacts that were merged or deleted since: the others, and the survivors, still get the record."""
        present = survivors(self.contacts, _contacts(refused)) if refused else {}
        found = {key: [present[one] for one in change.profiles if one in present] for key, change in refused.items()}
        gone: dict[str, Result] = {key: Problem(status=404) for key, ids in found.items() if not ids}
        moved = {key: _about(refused[key], ids) for key, ids in found.items() if ids}
        known = self._known(moved) if moved else {}
        return gone | known | self._create(_without(moved, known))

    def _input(self, change: LogInteraction) -> Body:
        type_id = TO_CONTACT[kind_of(change.content.channel)]
        kind = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": type_id}
        address = change.content.owner
        owner = self.owners.id_of(address) if address else None
        links = [{"to": {"id": contact}, "types": [kind]} for contact in change.profiles]
        return {"properties": creation(change, owner), "associations": links}


def by_channel(changes: Iterable[LogChange]) -> Mapping[Channel, list[LogChange]]:
    found: dict[Channel, list[LogChange]] = defaultdict(list)
    for change in changes:
        told = change.content.channel if isinstance(change, LogInteraction | ShareLogged) else change.channel
        found[told].append(change)
    return found


def _contacts(wanted: Logs) -> list[str]:
    return list(dict.fromkeys(contact for change in wanted.values() for contact in change.profiles))


def _ours(wanted: Logs, held: Held) -> dict[str, Result]:
    """Those that we have logged already."""
    ids = {one.key: one.id for entries in held.values() for one in entries if one.key}
    return {key: Record(id=ids[key], properties={}) for key in wanted if key in ids}


def _where_missing(wanted: Logs, held: Held) -> dict[str, LogInteraction]:
    """Each for those contacts only on whose timeline nobody else has logged it."""
    found: dict[str, LogInteraction] = {}
    for key, change in wanted.items():
        content = change.content
        ids = [one for one in change.profiles if not any(each.tells_of(content) for each in held.get(one, ()))]
        if ids:
            found[key] = _about(change, ids)
    return found


def _about(change: LogInteraction, contacts: Sequence[str]) -> LogInteraction:
    first, *others = dict.fromkeys(contacts)
    return replace(change, profile=first, beside=tuple(others))


def _without(wanted: Logs, done: Mapping[str, Result]) -> Logs:
    return {key: change for key, change in wanted.items() if key not in done}


def _is_missing(result: Result) -> bool:
    return isinstance(result, Problem) and result.missing
