"""What the laws begin with: people, values, changes, and how they are applied and read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crmsync.connector import (
    Applied,
    Change,
    Channel,
    CreateContact,
    CreateTask,
    Destination,
    EmailAddress,
    Fate,
    Outcome,
    Output,
    Profile,
    ProfilePage,
    Schema,
    TagKeeping,
    TaskContent,
    Values,
)
from crmsync.testing.destination.world import DestinationWorld

TAGS = ("client", "investor")
FULL: Values = {
    Output.LAST_CONTACT: "2026-11-20T08:00:00Z",
    Output.LAST_RECEIVED: "2026-11-20T08:00:00Z",
    Output.LAST_SENT: "2026-11-19T23:59:59Z",
    Output.LAST_MEETING: "1999-12-31T23:59:59Z",
    Output.LAST_CALL: "2026-03-29T01:30:00Z",
    Output.NEXT_MEETING: "2026-12-01T09:00:00Z",
    Output.LAST_CHANNEL: "mail",
    Output.STATE: "losing_touch",
    Output.TURN: "yours",
    Output.CIRCLE: "inner",
    Output.STRENGTH: "100",
    Output.WARMTH: "0",
    Output.REACH_OUT_BY: "2026-12-20",
    Output.WHY: "Last mail on 20 November. You usually talk every 12 days; it is your turn.",
    Output.TAGS: "client;investor",
}
"""A value of every output, in its canonical form."""
DUE = date(2026, 11, 24)
CONTENT = TaskContent(subject="Talk to Bob", body="61 days <quiet> & so on\nmail", due=DUE, channel=Channel.MAIL)
BOB, EVE, ZOE = "bob@example.org", "eve@example.org", "zoe@example.org"


@dataclass(frozen=True, slots=True)
class OpenTasks:
    """What the store knows: ids of our open tasks."""

    ids: tuple[str, ...] = ()

    def open_tasks(self) -> tuple[str, ...]:
        return self.ids


def ready(world: DestinationWorld) -> Destination:
    """A new destination that knows the tags and has what it needs, as after `crmsync setup`."""
    destination = world.open()
    if isinstance(destination, TagKeeping):
        destination.keep_tags(TAGS)
    if isinstance(destination, Schema):
        for step in destination.lacking():
            destination.create(step)
    return destination


def read(world: DestinationWorld, *addresses: str) -> list[Profile]:
    return list(ready(world).read([EmailAddress(address) for address in addresses]))


def applied(world: DestinationWorld, *changes: Change) -> list[str]:
    """Apply, where all must be applied; the ids of the outcomes."""
    outcomes: Sequence[Outcome] = list(ready(world).apply(changes))
    assert [outcome.key for outcome in outcomes] == [change.key for change in changes]
    assert [outcome for outcome in outcomes if not isinstance(outcome, Applied)] == []
    return [outcome.id for outcome in outcomes if isinstance(outcome, Applied)]


def new_task(profile: str, key: str = "k1") -> CreateTask:
    return CreateTask(key=key, profile=profile, content=CONTENT)


def newcomer(address: str) -> CreateContact:
    return CreateContact(
        key="new", address=EmailAddress(address), first_name="=Zoë", last_name="Stone, Jr.", values=FULL
    )


def fates(world: DestinationWorld, *tasks: str) -> dict[str, Fate]:
    pages = ready(world).changes(None, OpenTasks(tasks))
    return {task.id: task.fate for page in pages for task in page.tasks if task.id in tasks}


def cadences(pages: Sequence[ProfilePage]) -> dict[str, int]:
    """Of the profiles on the pages that have one."""
    told = [each for page in pages for each in page.profiles]
    return {each.id: each.settings.cadence_days for each in told if each.settings.cadence_days is not None}
