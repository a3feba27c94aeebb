"""What a destination is known to hold: profiles, who was looked up there, and our tasks."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from crmsync.connector import Channel, Circle, EmailAddress, Fate, Output, Profile, Settings, Values
from crmsync.planning.plan import KnownProfile
from crmsync.planning.tasks import Hand, KnownTask
from crmsync.store import logged
from crmsync.store.portions import in_portions
from crmsync.store.tables import lookups, profiles, rejections, removed, tasks

_MINE = profiles.c.destination == bindparam("at")
_FOUND = select(profiles).where(_MINE, profiles.c.id.in_(bindparam("ids", expanding=True)))
_GONE = delete(profiles).where(_MINE, profiles.c.id.in_(bindparam("ids", expanding=True)))
_CHANGED = update(profiles).where(_MINE, profiles.c.id == bindparam("which"))
_SEEN = _CHANGED.values(seen=bindparam("news"))
_WRITTEN = _CHANGED.values(seen=bindparam("news"), written=bindparam("ours"))
_ASKED = delete(lookups).where(
    lookups.c.destination == bindparam("at"), lookups.c.address.in_(bindparam("addresses", expanding=True))
)
"""Made once: for one row each, making a statement takes several times as long as carrying it out."""


def load(tx: Connection, destination: str) -> dict[str, KnownProfile]:
    """All of them, by id."""
    return {row.id: _known(row) for row in tx.execute(select(profiles).where(profiles.c.destination == destination))}


def find(tx: Connection, destination: str, ids: Collection[str]) -> dict[str, KnownProfile]:
    """Those of `ids` that are known, by id."""
    found: dict[str, KnownProfile] = {}
    for some in in_portions(ids):
        rows = tx.execute(_FOUND, {"at": destination, "ids": some})
        found.update((row.id, _known(row)) for row in rows)
    return found


def save(tx: Connection, destination: str, found: Iterable[Profile]) -> None:
    """Profiles as just seen. What we wrote there stays known; a merged one takes over what we wrote to the others."""
    newest = {profile.id: profile for profile in found}
    ids = [id for profile in newest.values() for id in (profile.id, *profile.merged_ids)]
    before = find(tx, destination, ids)
    heard = [_heard(tx, destination, profile, before) for profile in newest.values()]
    for some in in_portions(ids):
        tx.execute(_GONE, {"at": destination, "ids": some})
    rows = [_row(destination, profile, _ours(profile, before)) for profile in heard]
    if rows:
        tx.execute(insert(profiles), rows)
    for profile in newest.values():
        for former in profile.merged_ids:
            mine = (tasks.c.destination == destination) & (tasks.c.profile == former)
            tx.execute(update(tasks).where(mine).values(profile=profile.id))
    logged.follow(tx, destination, {old: profile.id for profile in newest.values() for old in profile.merged_ids})
    held = {address: profile.id for profile in newest.values() for address in profile.addresses}
    _answered(tx, destination, held, None)


def _ours(profile: Profile, before: Mapping[str, KnownProfile]) -> Values:
    """What we wrote to the profile and to those that were merged into it; its own counts before theirs."""
    ours: dict[Output, str] = {}
    for id in reversed((profile.id, *profile.merged_ids)):
        ours |= before[id].written if id in before else {}
    return ours


def _heard(tx: Connection, destination: str, profile: Profile, before: Mapping[str, KnownProfile]) -> Profile:
    """As seen, but for what we logged ourselves: of that we know whether it counts. What others logged stays known."""
    noted, ids = profile.notes_last_contacted, (profile.id, *profile.merged_ids)
    if noted is None or not logged.is_ours(tx, destination, ids, noted):
        return profile
    earlier = (before[id].profile.notes_last_contacted for id in ids if id in before)
    return replace(profile, notes_last_contacted=max(filter(None, earlier), default=None))


def looked_up(
    tx: Connection,
    destination: str,
    addresses: Collection[EmailAddress],
    profile: str | None,
    at: datetime | None = None,
) -> None:
    """Remember what was found for these addresses; None: nobody, at that time."""
    _answered(tx, destination, dict.fromkeys(addresses, profile), at)


def _answered(tx: Connection, destination: str, held: Mapping[EmailAddress, str | None], at: datetime | None) -> None:
    for some in in_portions(held):
        tx.execute(_ASKED, {"at": destination, "addresses": some})
    rows = [{"destination": destination, "address": one, "profile": held[one], "at": at} for one in held]
    if rows:
        tx.execute(insert(lookups), rows)


def asked_since(tx: Connection, destination: str, since: datetime) -> set[EmailAddress]:
    """Addresses whose profile is known, and those for which none was found since then."""
    fresh = lookups.c.profile.is_not(None) | (lookups.c.at >= since)
    return set(tx.execute(select(lookups.c.address).where(lookups.c.destination == destination, fresh)).scalars())


def lookups_of(tx: Connection, destination: str) -> dict[EmailAddress, str | None]:
    found = tx.execute(select(lookups).where(lookups.c.destination == destination))
    return {EmailAddress(row.address): row.profile for row in found}


def mark_removed(tx: Connection, destination: str, addresses: Collection[EmailAddress]) -> None:
    """Their contact was archived there: none is made for them again."""
    news = set(addresses) - removed_from(tx, destination)
    if news:
        tx.execute(insert(removed), [{"destination": destination, "address": each} for each in sorted(news)])


def removed_from(tx: Connection, destination: str) -> set[EmailAddress]:
    return set(tx.execute(select(removed.c.address).where(removed.c.destination == destination)).scalars())


def asked_about(tx: Connection, address: EmailAddress) -> bool:
    """Whether any destination was ever asked about the address, or told of it."""
    return tx.execute(select(lookups.c.address).where(lookups.c.address == address).limit(1)).first() is not None


def destinations(tx: Connection) -> set[str]:
    """Names of all of which something is known, those that are configured no more too."""
    tables = (profiles, lookups, tasks)
    return {name for table in tables for name in tx.execute(select(table.c.destination).distinct()).scalars()}


def clear_settings(tx: Connection, destination: str, *, but: Collection[str]) -> None:
    """Who holds a setting in the store, and is not one of `but`, holds none any more."""
    holds = profiles.c.cadence_days.is_not(None) | profiles.c.muted | profiles.c.circle.is_not(None)
    former = set(tx.execute(select(profiles.c.id).where(profiles.c.destination == destination, holds)).scalars())
    for id in former - set(but):
        mine = (profiles.c.destination == destination) & (profiles.c.id == id)
        tx.execute(update(profiles).where(mine).values(cadence_days=None, muted=False, circle=None))


def drop(tx: Connection, destination: str, id: str) -> None:
    """The profile is gone there; its addresses will be looked up again."""
    tx.execute(delete(profiles).where(profiles.c.destination == destination, profiles.c.id == id))
    tx.execute(delete(lookups).where(lookups.c.destination == destination, lookups.c.profile == id))


def wrote(tx: Connection, destination: str, news: Mapping[str, Values]) -> None:
    """We wrote these values there, by profile: they are what is seen there now, too."""
    rows = [
        {**_seen_now(destination, found, news[id]), "ours": _ordered({**found.written, **news[id]})}
        for id, found in find(tx, destination, news.keys()).items()
    ]
    if rows:
        tx.execute(_WRITTEN, rows)


def put_back(tx: Connection, destination: str, news: Mapping[str, Values]) -> None:
    """An undo wrote these values there. What we wrote before stays known, so that it is not written again."""
    found = find(tx, destination, news.keys())
    if found:
        tx.execute(_SEEN, [_seen_now(destination, each, news[id]) for id, each in found.items()])


def _seen_now(destination: str, found: KnownProfile, values: Values) -> dict[str, Any]:
    return {"at": destination, "which": found.profile.id, "news": _set({**found.profile.values, **values})}


def load_tasks(tx: Connection, destination: str) -> dict[str, KnownTask]:
    """By key."""
    rows = tx.execute(select(tasks).where(tasks.c.destination == destination).order_by(tasks.c.key))
    return {row.key: _task(row) for row in rows}


def find_task(tx: Connection, destination: str, key: str) -> KnownTask | None:
    row = tx.execute(select(tasks).where(tasks.c.destination == destination, tasks.c.key == key)).first()
    return _task(row) if row else None


def find_task_by_id(tx: Connection, destination: str, id: str) -> KnownTask | None:
    """By the destination's id: of a task that is deleted for good nothing else is told."""
    row = tx.execute(select(tasks).where(tasks.c.destination == destination, tasks.c.id == id)).first()
    return _task(row) if row else None


def save_task(tx: Connection, destination: str, task: KnownTask) -> None:
    tx.execute(delete(tasks).where(tasks.c.destination == destination, tasks.c.key == task.key))
    tx.execute(
        insert(tasks).values(
            destination=destination,
            key=task.key,
            person=task.person,
            profile=task.profile,
            id=task.id,
            fate=task.fate.value,
            created=task.created,
            due=task.due,
            ended=task.ended,
            subject=task.subject,
            body=task.body,
            channel=task.channel,
            moved=task.moved,
            hand=task.hand,
        )
    )


def rejected(tx: Connection, destination: str, since: datetime) -> set[str]:
    """Fingerprints of the changes that were refused since then."""
    mine = (rejections.c.destination == destination) & (rejections.c.at >= since)
    return set(tx.execute(select(rejections.c.fingerprint).where(mine)).scalars())


def _row(destination: str, profile: Profile, written: Values) -> dict[str, Any]:
    return {
        "destination": destination,
        "id": profile.id,
        "addresses": list(profile.addresses),
        "seen": _set(profile.values),
        "written": _ordered(written),
        "cadence_days": profile.settings.cadence_days,
        "muted": profile.settings.muted,
        "circle": profile.settings.circle,
        "notes_last_contacted": profile.notes_last_contacted,
    }


def _set(values: Values) -> dict[str, str]:
    """Only what is not empty."""
    return _ordered({output: value for output, value in values.items() if value})


def _ordered(values: Values) -> dict[str, str]:
    """In one order, so that the same values make the same row, whatever way they came."""
    return {output.value: values[output] for output in sorted(values)}


def _known(row: Row[Any]) -> KnownProfile:
    profile = Profile(
        id=row.id,
        addresses=tuple(map(EmailAddress, row.addresses)),
        values={Output(name): value for name, value in row.seen.items()},
        settings=Settings(
            cadence_days=row.cadence_days, muted=row.muted, circle=Circle(row.circle) if row.circle else None
        ),
        notes_last_contacted=row.notes_last_contacted,
    )
    return KnownProfile(profile=profile, written={Output(name): value for name, value in row.written.items()})


def _task(row: Row[Any]) -> KnownTask:
    return KnownTask(
        key=row.key,
        person=row.person,
        profile=row.profile,
        id=row.id,
        fate=Fate(row.fate),
        created=row.created,
        due=row.due,
        ended=row.ended,
        subject=row.subject,
        body=row.body,
        channel=Channel(row.channel) if row.channel else None,
        moved=row.moved,
        hand=Hand(row.hand) if row.hand else None,
    )
