"""What a destination holds once our changes to it are applied: written down as they are settled."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from crmsync.connector import (
    ArchiveContact,
    ArchiveLogged,
    ArchiveTask,
    Change,
    ClearProfile,
    CompleteTask,
    CreateContact,
    CreateTask,
    DeferTask,
    Fate,
    LogInteraction,
    Profile,
    ReopenTask,
    SetProperties,
    ShareLogged,
    TaskContent,
    UnshareLogged,
    UpdateTask,
    Values,
)
from crmsync.identity.people import PersonId
from crmsync.planning.conversations import LogFate
from crmsync.planning.life import Done, obeyed
from crmsync.planning.tasks import KnownTask
from crmsync.store import logged, profiles
from crmsync.sync.known import person_of
from crmsync.sync.picture import Picture


def learn(tx: Connection, applied: Sequence[tuple[Change, str]], *, name: str, now: Picture) -> None:
    """What destination `name` holds after changes of a plan."""
    values = ((change.profile, change) for change, _ in applied if isinstance(change, SetProperties))
    profiles.wrote(tx, name, together(values))
    for change, id in applied:
        _learn(tx, change, id, name=name, now=now)


def together(changes: Iterable[tuple[str, SetProperties]]) -> dict[str, Values]:
    """What was written, by profile; of one that was written twice all of it, and the later counts."""
    news: dict[str, Values] = {}
    for profile, change in changes:
        news[profile] = {**news.get(profile, {}), **change.values}
    return news


def _learn(tx: Connection, change: Change, id: str, *, name: str, now: Picture) -> None:
    match change:
        case SetProperties(profile=profile):
            if id != profile:  # it was merged into another, which is looked up by its addresses next time
                profiles.drop(tx, name, profile)
        case CreateContact(address=address, values=values):
            profiles.save(tx, name, [Profile(id=id, addresses=(address,), values=values)])
            profiles.wrote(tx, name, {id: values})
        case CreateTask(key=key, profile=profile, content=content):
            person = _person(tx, name, profile, now)
            profiles.save_task(tx, name, _new_task(key, person, profile, id, content, now.moment.now))
        case UpdateTask() | CompleteTask() | DeferTask() | ArchiveTask() | ReopenTask():
            learn_fate(tx, change, name=name, now=now.moment.now)
        case LogInteraction(key=key):
            logged.settle(tx, name, key, LogFate.LOGGED, id)
        case ArchiveLogged(key=key):
            logged.settle(tx, name, key, LogFate.WITHDRAWN)
        case ShareLogged(key=key, profile=profile):
            logged.share(tx, name, task_key(key), profile)
        case ClearProfile() | ArchiveContact() | UnshareLogged():
            raise TypeError("no plan clears or archives a contact, or takes it off a conversation")


def learn_fate(tx: Connection, change: Done, *, name: str, now: datetime) -> None:
    """What became of the task that a change was about."""
    if task := profiles.find_task(tx, name, task_key(change.key)):
        profiles.save_task(tx, name, obeyed(task, change, now))


def task_key(key: str) -> str:
    """The own key of a task, or a conversation, within the key of a change that concerns it: `complete:KEY`."""
    return key.rpartition(":")[2]


def _person(tx: Connection, name: str, profile: str, now: Picture) -> PersonId:
    for known in profiles.find(tx, name, [profile]).values():
        person = person_of(known.profile.addresses, now)
        if person is not None:
            return person
    raise LookupError(f"profile {profile} belongs to nobody")


def _new_task(key: str, person: PersonId, profile: str, id: str, content: TaskContent, created: datetime) -> KnownTask:
    return KnownTask(
        key=key,
        person=person,
        profile=profile,
        id=id,
        fate=Fate.OPEN,
        created=created,
        due=content.due,
        subject=content.subject,
        body=content.body,
        channel=content.channel,
    )
