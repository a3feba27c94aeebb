"""The client is cut down to what we call, and asks what the whole one asks."""

import json
from functools import reduce
from typing import Any

import pytest
from googleapiclient.discovery import Resource, build
from googleapiclient.discovery_cache import get_static_doc

from crmsync_google.calendar import calendars
from crmsync_google.contacts import address_book
from crmsync_google.gmail import mailbox
from crmsync_google.methods import client
from crmsync_google.transport import Transport

HERE = "http://127.0.0.1:9/"
SERVICES = [("gmail", "v1", mailbox), ("calendar", "v3", calendars), ("people", "v1", address_book)]
NEEDED = {"userId": "me", "id": "1", "startHistoryId": "7", "calendarId": "a@b.test", "eventId": "e"}
NEEDED |= {"resourceName": "people/me", "personFields": "names", "readMask": "names"}


def whole(service: str, version: str) -> Resource:
    return build(service, version, http=Transport(), client_options={"api_endpoint": HERE}, static_discovery=True)


def request(resource: Resource, method: str, **given: str) -> Any:
    """What the method makes of it."""
    *places, last = method.split(".")
    return getattr(reduce(lambda found, name: getattr(found, name)(), places, resource), last)(**given)


def taken(service: str, version: str, method: str) -> set[str]:
    """The names of what the method takes."""
    *places, last = method.split(".")
    found = reduce(lambda at, name: at["resources"][name], places, json.loads(get_static_doc(service, version)))
    return set(found["methods"][last]["parameters"])


@pytest.mark.parametrize(
    ("service", "version", "method"),
    [(service, version, method) for service, version, module in SERVICES for method in module.METHODS],
)
def test_each_request_is_that_of_the_whole_client(service: str, version: str, method: str) -> None:
    given = {name: NEEDED[name] for name in NEEDED.keys() & taken(service, version, method)} | {"fields": "kind"}
    ours = request(client(service, version, HERE, method), method, **given)
    theirs = request(whole(service, version), method, **given)
    assert (ours.method, ours.uri, ours.headers, ours.body) == (theirs.method, theirs.uri, theirs.headers, theirs.body)
    assert ours.method == "GET"


def test_no_other_method_is_at_hand() -> None:
    messages = client("gmail", "v1", HERE, "users.messages.list").users().messages()
    assert hasattr(whole("gmail", "v1").users().messages(), "send")
    assert not hasattr(messages, "send")
