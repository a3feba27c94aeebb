"""Faults on the way: what is repeated, and what stops the account."""

import json
import logging
import socket

import pytest
from contacts_world import ANN, ContactsWorld

from crmsync.connector import Unauthorized, Unavailable
from crmsync.retry import Caller
from crmsync_google.contacts import GoogleContacts
from crmsync_sandbox.faults import Drop, EmptyPage, ExpireToken, Kind, Refuse
from crmsync_sandbox.people.errors import FAILED_PRECONDITION, NOT_CONFIGURED

PASSING: list[Kind] = [
    Refuse(status=429),
    Refuse(status=429, retry_after=1),
    Refuse(status=500),
    Refuse(status=502),
    Refuse(status=503),
    Drop(),
    Drop(after_effect=True),
    ExpireToken(),
]


def an_address_book(contacts: ContactsWorld, size: int = 2500) -> set[str]:
    for number in range(size):
        contacts.enter(f"c{number}", f"p{number}@example.org", groups=["Friends"] if number % 100 == 0 else ())
    return {f"people/c{number}" for number in range(size)}


@pytest.mark.parametrize("path", ["/connections", "/contactGroups", "/otherContacts"])
@pytest.mark.parametrize("kind", PASSING, ids=str)
def test_passing_trouble_loses_nothing_and_every_request_is_counted(
    contacts: ContactsWorld, kind: Kind, path: str
) -> None:
    wanted = an_address_book(contacts, 150)
    contacts.other_contacts = True
    times = 1 if isinstance(kind, ExpireToken) else 2
    contacts.sandbox.faults.add(kind, service="google-contacts", path=path, times=times)
    contacts.pull()
    assert set(contacts.store.contacts) == wanted
    assert contacts.sandbox.faults.armed == ()
    assert contacts.caller.tally.requests == contacts.sandbox.meter.requests
    assert contacts.caller.tally.units == {}


def test_trouble_between_pages_repeats_only_the_page(contacts: ContactsWorld) -> None:
    wanted = an_address_book(contacts)
    contacts.sandbox.faults.add(Refuse(status=503), path="/connections", skip=1)
    contacts.pull()
    assert set(contacts.store.contacts) == wanted
    assert [call.status for call in contacts.calls if "connections" in call.path] == [200, 503, 200, 200]


def test_trouble_that_does_not_pass_stops_the_account_and_the_next_pull_tells_all(contacts: ContactsWorld) -> None:
    wanted = an_address_book(contacts)
    contacts.sandbox.faults.add(Refuse(status=503), path="/connections", skip=1, times=None)
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1:\d+ answered 503"):
        contacts.pull()
    assert len(contacts.store.contacts) == 1000
    contacts.sandbox.faults.clear()
    contacts.night()
    assert set(contacts.store.contacts) == wanted


def test_a_page_without_items_may_have_a_successor(contacts: ContactsWorld) -> None:
    wanted = an_address_book(contacts)
    contacts.sandbox.faults.add(EmptyPage(), path="/connections", skip=1)
    contacts.sandbox.faults.add(EmptyPage(), path="/contactGroups")
    [*_, last] = contacts.pull()
    assert set(contacts.store.contacts) == wanted
    assert last.coverage.complete
    assert contacts.told("c100").groups == {"Friends"}


def test_at_full_pace_nothing_is_refused(contacts: ContactsWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crmsync_google.contacts.address_book.PAGE", 5)
    an_address_book(contacts, 1000)
    contacts.pull()
    assert len(contacts.calls) > 2 * 90
    assert {call.status for call in contacts.calls} == {200}


def test_a_refusal_for_haste_slows_the_account_down(contacts: ContactsWorld) -> None:
    contacts.sandbox.faults.add(Refuse(status=429), path="/connections")
    contacts.pull()
    assert contacts.caller.budget(f"google-contacts:{ANN}", 90, 61.0).allowed < 60


def test_an_account_without_an_address_book_is_told_apart(contacts: ContactsWorld) -> None:
    contacts.book.refusal = FAILED_PRECONDITION
    with pytest.raises(Unauthorized, match="has no Google People"):
        contacts.pull()


def test_an_api_that_is_switched_off_is_named(contacts: ContactsWorld) -> None:
    contacts.book.refusal = NOT_CONFIGURED
    with pytest.raises(Unauthorized, match="Google People API is switched off"):
        contacts.pull()


def test_a_refusal_that_is_no_expiry_is_not_taken_for_one(contacts: ContactsWorld) -> None:
    contacts.pull()
    contacts.book.refusal = FAILED_PRECONDITION
    with pytest.raises(Unauthorized):
        contacts.night()
    assert len(contacts.calls) == 1


def test_a_service_that_finds_everything_expired_is_not_asked_in_circles(contacts: ContactsWorld) -> None:
    contacts.pull()
    contacts.sandbox.faults.add(Refuse(status=400, reason="EXPIRED_SYNC_TOKEN"), path="/connections", times=None)
    with pytest.raises(Unauthorized):
        contacts.night()
    assert len(contacts.calls) == 2


def test_a_missing_scope_is_named(contacts: ContactsWorld) -> None:
    contacts.granted = ["gmail.metadata"]
    with pytest.raises(Unauthorized, match=r"auth/contacts\.readonly"):
        contacts.pull()


def test_a_revoked_login_names_the_likely_causes(contacts: ContactsWorld) -> None:
    contacts.login = contacts.log_in()
    contacts.sandbox.logins.revoke(ANN)
    with pytest.raises(Unauthorized, match=r"in Testing.*password.*revoked"):
        contacts.pull()


def test_a_renewed_token_is_asked_for_with_all_scopes(contacts: ContactsWorld) -> None:
    contacts.enter("o1", "guy@example.net", other=True)
    contacts.other_contacts = True
    contacts.login = contacts.log_in()
    contacts.sandbox.logins.expire(ANN)
    contacts.pull()
    assert contacts.sandbox.meter.refreshes == 1
    assert list(contacts.store.contacts) == ["otherContacts/o1"]


def test_a_closed_port_is_named_in_one_message(contacts: ContactsWorld) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        host = f"127.0.0.1:{server.getsockname()[1]}"
    config = GoogleContacts.Config(account=ANN, api_base=f"http://{host}")
    unreachable = GoogleContacts(config, account=contacts.source()._account, caller=Caller(wait_scale=0.001))
    with pytest.raises(Unavailable, match=host):
        list(unreachable.pull(None, contacts.store))


def test_a_token_goes_to_no_clear_text_host() -> None:
    with pytest.raises(ValueError, match="https"):
        GoogleContacts.Config(account=ANN, api_base="http://people.googleapis.com")


def test_no_part_of_a_login_is_logged_or_shown(contacts: ContactsWorld, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    contacts.login = contacts.log_in()
    login = json.loads(contacts.login)
    contacts.sandbox.logins.expire(ANN)
    contacts.pull()
    contacts.sandbox.logins.revoke(ANN)
    with pytest.raises(Unauthorized) as caught:
        contacts.pull()
    said = caplog.text + repr(contacts.source().__dict__) + str(caught.value) + repr(contacts.cursor)
    assert [name for name in ("token", "refresh_token", "client_secret") if login[name] in said] == []
    assert "ya29." not in said
