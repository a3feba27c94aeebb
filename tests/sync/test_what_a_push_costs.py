"""What a push costs in requests: ten thousand people with news take 215, and our own writes cause none the day after.

Counted with a thousand people, of whom each hundred costs a read and a write, and each thousand their associations.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path
from typing import get_args

import pytest
from small_world import rewrite
from worlds import Lived

from crmsync.config.settings import Config
from crmsync.connector import Channel, Cursor, EmailAddress, Interaction, Participant, Role, Schema
from crmsync.retry import Caller
from crmsync.store import facts, progress
from crmsync.store.progress import Progress
from crmsync.store.store import Store
from crmsync.sync.connections import destination, read_config
from crmsync.sync.push import Push, push
from crmsync.sync.run import Run, recorded
from crmsync_hubspot.paths import Version
from crmsync_sandbox import trial
from crmsync_sandbox.life import CrmContact
from crmsync_sandbox.server import Sandbox

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ANN = EmailAddress("ann@example.com")
SCALE = 0.01
SAME_DAY, NEXT_DAY, WEEKS_LATER = 3, 24, 480
"""Hours after the first push."""
PEOPLE = 1000
AGEING = 150
"""So many have a short rhythm, and are quiet three weeks later."""
READ = "/crm/v3/objects/contacts/batch/read"
UPDATE = "/crm/v3/objects/contacts/batch/update"
SEARCH = "/crm/v3/objects/contacts/search"
ASSOCIATIONS = "/crm/v4/associations/contacts/tasks/batch/read"
OF_TASKS = ("/crm/v3/objects/tasks", "/crm/v3/owners")
CONTACT_PROPERTIES = "/crm/v3/properties/contacts"
TASK_PROPERTIES = "/crm/v3/properties/tasks"
ACCOUNT = "/account-info/v3/details"
"""Once a week: where records open."""
DATED = {
    "/crm/objects/2026-09": "/crm/v3/objects",
    "/crm/properties/2026-09": "/crm/v3/properties",
    "/crm/associations/2026-09": "/crm/v4/associations",
    "/crm/owners/2026-09": "/crm/v3/owners",
    "/account-info/2026-09": "/account-info/v3",
}
"""Where the dated version has what lies here in the numbered ones: both are counted alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A store that knows a thousand people, and the CRM that does."""

    sandbox: Sandbox
    store: Store
    config: Config
    version: Version

    def push(self, now: datetime) -> Run:
        """As a nightly run does it, after its pulls."""
        self.sandbox.meter.reset()
        caller = Caller(wait_scale=SCALE)
        crm = destination(self.config.destinations["crm"], caller)
        work = Push(store=self.store, config=self.config, name="crm", destination=crm, now=now)
        with recorded(self.store, "sync", now, caller.tally) as run:
            push(work, run, lambda *_: True, dry_run=False)
        return run

    def asked(self) -> Counter[str]:
        """Requests of the last push, by path, besides those of tasks and their owners."""
        assert {call.status for call in self.sandbox.meter.log} <= {200, 201, 207}
        paths = [self._path(call.path) for call in self.sandbox.meter.log]
        return Counter(path for path in paths if not path.startswith(OF_TASKS))

    def _path(self, path: str) -> str:
        [dated] = [one for one in DATED if path.startswith(one)] or [""]
        assert bool(dated) == (self.version == "2026-09"), path
        return path.replace(dated, DATED[dated]) if dated else path


def letters(person: int) -> Iterator[Interaction]:
    """Ann wrote, they answered, and she wrote again: nothing is due, and on some days some states change."""
    for number, ago in enumerate((80, 60, 40) if person < AGEING else (200 + person % 100, 150, 120)):
        sent = number != 1
        ann, other = (Role.FROM, Role.TO) if sent else (Role.TO, Role.FROM)
        yield Interaction(
            id=f"{person}.{number}",
            channel=Channel.MAIL,
            at=NOW - timedelta(days=ago),
            participants=(Participant(address=ANN, role=ann), Participant(address=address(person), role=other)),
            thread=f"{person}.{number}",
            sent=sent,
        )


def address(person: int) -> EmailAddress:
    return EmailAddress(f"p{person}@firm{person % 70}.test")


@contextmanager
def opened(folder: Path, version: Version) -> Iterator[Office]:
    with Sandbox(window_scale=SCALE, now=lambda: NOW) as sandbox:
        written = trial.write(folder, sandbox, ANN, SCALE, sources=["mail"])
        rewrite(folder, 'connector = "hubspot"\n', f'connector = "hubspot"\napi_version = "{version}"\n')
        config = read_config(written)
        sandbox.portal.load(*(CrmContact(email=address(person)) for person in range(PEOPLE)))
        crm = destination(config.destinations["crm"], Caller(wait_scale=SCALE))
        assert isinstance(crm, Schema)
        for step in crm.lacking():
            crm.create(step)
        store = Store(config.store.url, create=True)
        with store.write() as tx:
            facts.add(tx, "mail", [each for person in range(PEOPLE) for each in letters(person)])
            progress.save(tx, "mail", Progress(cursor=Cursor("done"), complete=True, sent=True))
        yield Office(sandbox=sandbox, store=store, config=config, version=version)
        store.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    changes: Counter[str]
    asked: Counter[str]


@pytest.fixture(scope="module", params=get_args(Version))
def nights(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[int, Night]:
    """A first push, one on the same day, and those of later days; by hours since the first."""
    found: dict[int, Night] = {}
    with opened(tmp_path_factory.mktemp("office") / "office", request.param) as office:
        for hours in (0, SAME_DAY, NEXT_DAY, WEEKS_LATER):
            run = office.push(NOW + timedelta(hours=hours))
            found[hours] = Night(changes=run.changes, asked=office.asked())
    return found


def test_ten_thousand_people_with_news_cost_216_requests(nights: dict[int, Night]) -> None:
    thousand = {READ: 10, ASSOCIATIONS: 1, UPDATE: 10}
    once = {SEARCH: 1, CONTACT_PROPERTIES: 2, TASK_PROPERTIES: 2, ACCOUNT: 1}
    assert nights[0].changes["set_properties"] == PEOPLE
    assert nights[0].asked == thousand | once
    assert 10 * sum(thousand.values()) + sum(once.values()) == 216


def test_a_second_run_on_the_same_day_searches_and_writes_nothing(nights: dict[int, Night]) -> None:
    assert nights[SAME_DAY] == Night(changes=Counter(), asked=Counter({SEARCH: 1}))


@pytest.mark.parametrize(("hours", "least"), [(NEXT_DAY, 1), (WEEKS_LATER, AGEING)])
def test_the_days_after_only_whom_ageing_changed_is_read_and_written(
    nights: dict[int, Night], hours: int, least: int
) -> None:
    aged = nights[hours].changes["set_properties"]
    assert least <= aged < PEOPLE / 2
    hundreds = ceil(aged / 100)
    once = {SEARCH: 1, ASSOCIATIONS: 1, CONTACT_PROPERTIES: 1, TASK_PROPERTIES: 1}
    weekly = {ACCOUNT: 1} if hours == WEEKS_LATER else {}
    assert nights[hours].asked == {READ: hundreds, UPDATE: hundreds} | once | weekly


def test_a_second_run_reads_the_open_tasks_by_the_hundred(lived: Lived) -> None:
    world = lived.world
    world.sandbox.meter.reset()
    assert world.done(lived.folder, "sync").json["changes"] == {}
    asked = Counter(call.path for call in world.sandbox.meter.log if call.service == "hubspot")
    assert asked.pop("/crm/v3/objects/tasks/batch/read") == 1
    assert asked.pop(SEARCH) == 1
    assert asked.total() == asked["/crm/v3/objects/tasks/search"] <= 1
