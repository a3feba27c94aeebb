"""How everybody's tasks ended, over all destinations."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import tzinfo

from crmsync.connector import Profile
from crmsync.identity.directory import Directory
from crmsync.identity.people import PersonId
from crmsync.planning import life
from crmsync.planning.tasks import KnownTask
from crmsync.relationships.skips import Ending
from crmsync.sync.told import Told


def endings(told: Told, directory: Directory, zone: tzinfo) -> Mapping[PersonId, tuple[Ending, ...]]:
    """Those since the destination saw a conversation logged: a call that only it knows of is a contact, too."""
    found: dict[PersonId, list[KnownTask]] = defaultdict(list)
    for person, task in _tasks(told, directory):
        found[person].append(task)
    return {person: life.endings(tasks, zone) for person, tasks in found.items()}


def _tasks(told: Told, directory: Directory) -> Iterator[tuple[PersonId, KnownTask]]:
    for destination, tasks in told.tasks.items():
        seen = {each.profile.id: each.profile for each in told.profiles[destination]}
        for task in tasks:
            profile = seen.get(task.profile)
            if not _noted_since(profile, task):
                yield _person(profile, directory) or task.person, task


def _person(profile: Profile | None, directory: Directory) -> PersonId | None:
    """Whose the profile is now: people may have turned out to be one since."""
    addresses = profile.addresses if profile else ()
    return next((directory.people[each] for each in addresses if each in directory.people), None)


def _noted_since(profile: Profile | None, task: KnownTask) -> bool:
    noted = profile.notes_last_contacted if profile else None
    return noted is not None and task.ended is not None and task.ended <= noted
