"""What `check` finds at Google, and what it costs."""

import httplib2
import pytest
from calendar_world import CalendarWorld
from contacts_world import ContactsWorld
from gmail_world import ANN, World

from crmsync.connector import Account, EmailAddress, Secret, Unauthorized, Weight
from crmsync_google.findings import proxy, whose

BOB = EmailAddress("bob@example.com")


def test_a_check_of_a_mailbox_costs_a_few_units_and_reads_no_mail(world: World) -> None:
    world.post("talk")
    assert all(each.weight is Weight.GOOD for each in world.source().findings())
    assert [call.path.rpartition("/")[2] for call in world.calls] == ["profile"]
    assert world.sandbox.meter.units == {ANN: 1}
    world.access = "readonly"
    list(world.source().findings())
    assert world.sandbox.meter.units == {ANN: 1 + 7}
    assert world.gets() == []


def test_a_login_with_both_scopes_for_mail_that_can_not_search_is_told(world: World) -> None:
    world.access = "readonly"
    world.login = world.sandbox.login(ANN, ["gmail.readonly", "gmail.metadata"])
    with pytest.raises(Unauthorized, match=r"can't search: it holds gmail\.metadata beside gmail\.readonly"):
        list(world.source().findings())


@pytest.mark.parametrize(
    ("messages", "pace", "time"), [(0, 6000, "0 min"), (3, 60, "1 min"), (4, 60, "2 min"), (6, 1, "2 h")]
)
def test_the_first_pull_is_estimated_from_above(world: World, messages: int, pace: int, time: str) -> None:
    for number in range(messages):
        world.post(f"talk {number}")
    world.units_per_minute = pace
    said = [each.what for each in world.source().findings()]
    assert said[1] == f"It holds {messages} messages; a first pull takes at most {time} at {pace} units a minute."


def test_aliases_are_told_with_their_addresses_under_the_scope_that_shows_them(world: World) -> None:
    world.mailbox.aliases = ["old@example.com"]
    assert all(each.own == () for each in world.source().findings())
    world.access = "readonly"
    [told] = [each for each in world.source().findings() if each.own]
    assert told.own == ("old@example.com",)


def test_whose_mailbox_it_is_is_told_in_lower_case(world: World) -> None:
    world.login = world.sandbox.login("Ann@Example.com")
    assert world.source().owner() == ANN


def test_the_remedy_for_another_persons_login_depends_on_where_it_comes_from() -> None:
    brought = Account(address=ANN, login=Secret("x", str))
    made = Account(address=ANN, client=Secret("x", str))
    assert whose(ANN, brought, "Gmail").weight is Weight.GOOD
    assert "Make a new login" in whose(BOB, brought, "Gmail").remedy
    assert f"Run `crmsync login {ANN}`" in whose(BOB, made, "Gmail").remedy


@pytest.mark.parametrize("name", ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"])
def test_a_proxy_without_pysocks_is_in_doubt(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(httplib2, "socks", None)
    [told] = proxy({name: "http://proxy.test"})
    assert (told.weight, name in told.what) == (Weight.DOUBTFUL, True)


def test_without_a_proxy_or_with_pysocks_there_is_nothing_to_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(httplib2, "socks", None)
    assert list(proxy({"https_proxy": ""})) == []
    monkeypatch.setattr(httplib2, "socks", object())
    assert list(proxy({"https_proxy": "http://proxy.test"})) == []


def test_a_check_of_calendars_is_two_requests_and_names_those_that_can_not_be_read(diary: CalendarWorld) -> None:
    diary.account.add("team@group.calendar.google.com", role="freeBusyReader")
    diary.calendars = ("primary", "team@group.calendar.google.com", "gone@group.calendar.google.com")
    owner, read, gone, shared = diary.source().findings()
    assert (owner.weight, owner.what) == (Weight.GOOD, f"The login of {ANN} reads Google Calendar.")
    assert read.what == "1 calendars are read."
    assert "is not on the account's list" in gone.what
    assert "only free and busy" in shared.what
    assert {gone.weight, shared.weight} == {Weight.DOUBTFUL}
    assert diary.sandbox.meter.requests == {"google-calendar": 2}


@pytest.mark.parametrize("scope", ["calendar.calendarlist.readonly", "calendar.events.readonly"])
def test_each_of_the_two_scopes_of_calendars_is_missed(diary: CalendarWorld, scope: str) -> None:
    diary.scopes = [each for each in diary.scopes if each != scope]
    with pytest.raises(Unauthorized, match=scope.replace(".", r"\.")):
        list(diary.source().findings())


def test_all_calendars_are_those_that_can_be_read(diary: CalendarWorld) -> None:
    diary.account.add("team@group.calendar.google.com", role="freeBusyReader")
    diary.account.add("choir@group.calendar.google.com", role="reader")
    diary.calendars = "all"
    assert [each.what for each in diary.source().findings()][1:] == ["2 calendars are read."]


def test_whose_calendars_they_are_is_told_by_the_primary_one(diary: CalendarWorld) -> None:
    assert diary.source().owner() == ANN
    diary.login = diary.sandbox.login("bob@example.com", diary.scopes)
    assert diary.source().owner() == BOB
    assert next(iter(diary.source().findings())).weight is Weight.WRONG


def test_a_check_of_an_address_book_counts_and_reads_nobody(contacts: ContactsWorld) -> None:
    contacts.enter("c1", "bea@one.test", name="Bea")
    contacts.enter("o1", "carl@two.test", other=True)
    assert [each.what for each in contacts.source().findings()] == ["It holds 1 contacts."]
    contacts.other_contacts = True
    assert [each.what for each in contacts.source().findings()][1] == "Beside them Google made 1 out of mail."
    assert contacts.source().owner() is None
    assert contacts.sandbox.meter.requests == {"google-contacts": 3}
