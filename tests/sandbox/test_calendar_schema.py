"""Every method through Google's own client; every answer against Google's own description of it."""

from collections.abc import Callable
from typing import Any

import pytest
from calendar_client import BOB, READING, START, WEEK, meeting
from described import discovery, faults_of, scopes_of, shape_of, unknown_to
from gmail_client import OWNER, google

from crmsync_sandbox.calendar import shapes
from crmsync_sandbox.calendar.methods import METHODS
from crmsync_sandbox.google.fields import Shape
from crmsync_sandbox.life import Guest
from crmsync_sandbox.server import Sandbox

CALENDAR = "calendar.v3"
TEAM = "team@group.calendar.google.com"


@pytest.fixture
def full(sandbox: Sandbox) -> Sandbox:
    """A calendar with everything in it that an event can have, and one more calendar."""
    account = sandbox.calendar(OWNER)
    account.add(TEAM, role="reader", zone="Asia/Tokyo")
    guests = (Guest(email=OWNER), Guest(email=BOB, name="Bob", answer="declined"), Guest(email="room@x.org", room=True))
    account.primary.add(meeting("m1", guests=guests, omitted=True))
    account.primary.add(meeting("m2", START.replace(hour=0), all_day=True, kind="birthday", guests=()))
    account.primary.add(meeting("s1", every=WEEK, count=3))
    account.primary.cancel("s1_20261109T090000Z")
    return sandbox


Ask = Callable[[Any], Any]

ROUTES: list[tuple[str, Ask]] = [
    ("CalendarList", lambda service: service.calendarList().list(maxResults=1)),
    ("Events", lambda service: service.events().list(calendarId="primary", singleEvents=True)),
    ("Events", lambda service: service.events().list(calendarId="primary", showDeleted=True, maxResults=1)),
    ("Events", lambda service: service.events().list(calendarId="primary", singleEvents=True, showDeleted=True)),
    ("Events", lambda service: service.events().instances(calendarId="primary", eventId="s1")),
    ("Event", lambda service: service.events().get(calendarId="primary", eventId="m1")),
    ("Event", lambda service: service.events().get(calendarId=OWNER, eventId="s1_20261109T090000Z")),
]


@pytest.mark.parametrize(("schema", "ask"), ROUTES)
def test_answers_have_the_keys_and_types_of_the_discovery_document(full: Sandbox, schema: str, ask: Ask) -> None:
    with google(full, *READING, api=CALENDAR) as (service, _):
        answer = ask(service).execute()
    assert answer
    assert list(faults_of(CALENDAR, answer, {"$ref": schema})) == []


def test_the_schema_check_sees_wrong_types_and_unknown_keys() -> None:
    wrong = {"items": [{"id": 1, "colour": "red", "start": {"date": 3}, "attendees": [{"self": "yes"}]}]}
    assert len(list(faults_of(CALENDAR, wrong, {"$ref": "Events"}))) == 4


@pytest.mark.parametrize(
    ("shape", "schema"), [(shapes.CALENDARS, "CalendarList"), (shapes.EVENTS, "Events"), (shapes.EVENT, "Event")]
)
def test_masks_are_checked_against_names_that_the_discovery_document_has(shape: Shape, schema: str) -> None:
    assert list(unknown_to(shape, shape_of(CALENDAR, schema), schema)) == []


def test_scopes_and_paths_are_those_of_the_discovery_document() -> None:
    resources = discovery(CALENDAR)["resources"]
    for path, method in METHODS.items():
        resource, _, name = method.name.partition(".")
        described = resources[resource]["methods"][name]
        assert method.scopes <= scopes_of(described)
        assert len(path) == len(described["path"].split("/"))
