"""Ann's worlds, new for each test."""

from collections.abc import Iterator

import pytest
from calendar_world import PLENTY as MANY
from calendar_world import CalendarWorld
from contacts_world import Clock, ContactsWorld
from contacts_world import Store as Known
from gmail_world import PLENTY, World

from crmsync_sandbox.server import Sandbox


@pytest.fixture
def world() -> Iterator[World]:
    """Its quota is out of the way: tests of the quota set it."""
    with Sandbox(window_scale=0.01) as sandbox:
        world = World(sandbox)
        world.mailbox.quota.units_per_minute = PLENTY
        yield world


@pytest.fixture
def diary() -> Iterator[CalendarWorld]:
    """Ann's calendars. Their limit is out of the way: tests of the limit set it."""
    with Sandbox(window_scale=0.01) as sandbox:
        diary = CalendarWorld(sandbox)
        diary.account.allowance.per_minute = MANY
        yield diary


@pytest.fixture
def contacts() -> Iterator[ContactsWorld]:
    """Her address book; time passes only where a test lets it."""
    clock = Clock()
    with Sandbox(window_scale=0.01, now=clock) as sandbox:
        yield ContactsWorld(sandbox, clock, Known(clock))
