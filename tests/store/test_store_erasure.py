"""Erasing a person's rows beside the facts: nothing that names them stays, and nothing of others goes."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from told_facts import AT, BEN, CAT, FROM_BEN, MAIL, TO_CAT, address, progress

from crmsync.connector import Channel, Circle, Conversation, Cursor, EmailAddress, LogInteraction, Output, Profile
from crmsync.identity.people import PersonId
from crmsync.planning.conversations import LogFate
from crmsync.store import circles, decisions, facts, forgotten, journal, links, logged, people, profiles
from crmsync.store import progress as places
from crmsync.store.decisions import Decision, Kind
from crmsync.store.erasure import Traces, erase
from crmsync.store.store import Store

HOME, DAN = address("ben@home.test"), address("dan@mail.test")


def talk(key: str, profile: str, *beside: str) -> LogInteraction:
    content = Conversation(channel=Channel.MAIL, at=AT, ended=AT)
    return LogInteraction(key=key, profile=profile, beside=beside, content=content)


def mute(who: EmailAddress, at: datetime = AT) -> Decision:
    return Decision(address=who, kind=Kind.MUTE, at=at)


@pytest.fixture
def full(store: Store) -> Store:
    """Everything a store can know of Ben, and as much of Dan."""
    with store.write() as tx:
        people.save(tx, {BEN: PersonId("p1"), HOME: PersonId("p1"), DAN: PersonId("p2")})
        links.say(tx, BEN, HOME, apart=False, at=AT)
        links.say(tx, DAN, CAT, apart=True, at=AT)
        written = {Output.STATE: "fine"}
        profiles.save(tx, "crm", [Profile(id="1", addresses=(BEN, HOME), values=written)])
        profiles.save(tx, "crm", [Profile(id="2", addresses=(DAN, HOME), values=written)])
        profiles.mark_removed(tx, "crm", [HOME, CAT])
        facts.leave_out(tx, "calendar", [f"{BEN}/e1", f"{DAN}/e1", "m7"], "never-log")
        places.save(tx, "calendar", progress(f'{{"calendars": {{"{BEN}": "t"}}}}', complete=True, since=AT))
        places.save(tx, "mail", progress("7", complete=True))
        for who in (BEN, HOME, DAN):
            decisions.decide(tx, mute(who))
        circles.save(tx, {PersonId("p1"): Circle.INNER, PersonId("p2"): Circle.WIDER}, AT)
        run = journal.begin(tx, "sync", AT)
        talks = [talk("t1", "1"), talk("t2", "2", "1"), talk("t3", "2"), talk("t4", "0")]
        logged.intend(tx, "crm", talks)
        for change, entry in journal.intend(tx, run, "crm", talks, before={}, undoes={}).items():
            journal.settle(tx, entry, journal.State.APPLIED)
            logged.settle(tx, "crm", change, LogFate.LOGGED, f"r{change}")
        journal.end(tx, run, ended=AT, status="partial", summary={"troubles": [f"calendar {BEN}: locked", "mail"]})
        erase(tx, Traces(addresses=[BEN, HOME], people=[PersonId("p1")], profiles={"crm": ["1"]}, talks=["t4"]))
        forgotten.remember(tx, [BEN, HOME], AT)
    return store


def test_people_links_profiles_and_removals_of_others_stay(full: Store) -> None:
    with full.read() as tx:
        assert people.load(tx) == {DAN: "p2"}
        assert [said.pair for said in links.load(tx)] == [(CAT, DAN)]
        assert {id: known.profile.addresses for id, known in profiles.load(tx, "crm").items()} == {"2": (DAN,)}
        assert profiles.removed_from(tx, "crm") == {CAT}
        assert set(profiles.lookups_of(tx, "crm")) == {DAN}


def test_decisions_on_them_and_their_circle_go_and_those_of_others_stay(full: Store) -> None:
    with full.read() as tx:
        assert decisions.load(tx) == [mute(DAN)]
        assert circles.load(tx, AT) == {"p2": Circle.WIDER}


def test_conversations_with_them_alone_go_and_on_those_with_others_they_are_not(full: Store) -> None:
    """A merge left t4 with an id that nobody has any more: it is known by its key."""
    with full.read() as tx:
        assert {key: one.profiles for key, one in logged.load(tx, "crm").items()} == {"t2": ("2",), "t3": ("2",)}
        [run] = journal.all_runs(tx)
        assert {entry.key for entry in journal.applied_in(tx, run.id)} == {"t2", "t3"}


def test_ids_and_places_that_name_them_go_and_the_horizon_stays(full: Store) -> None:
    with full.read() as tx:
        assert facts.known(tx, "calendar", [f"{BEN}/e1", f"{DAN}/e1", "m7"]) == {f"{DAN}/e1", "m7"}
        calendar = places.load(tx, "calendar")
        assert calendar is not None
        assert (calendar.cursor, calendar.complete, calendar.since) == (None, False, AT)
        mail = places.load(tx, "mail")
        assert mail is not None
        assert mail.cursor == Cursor("7")


def test_a_runs_trouble_is_kept_without_the_address(full: Store) -> None:
    with full.read() as tx:
        [run] = journal.all_runs(tx)
    assert run.summary["troubles"] == ["calendar (forgotten): locked", "mail"]


def test_they_are_private_from_then_on_by_every_address_and_others_are_not(full: Store) -> None:
    with full.read() as tx:
        private = forgotten.private(tx, {"@bank.test"})
        assert [each in private for each in (BEN, HOME, DAN, "@bank.test", "@mail.test")] == [
            True,
            True,
            False,
            True,
            False,
        ]
        assert forgotten.since(tx, BEN) == AT
        assert forgotten.since(tx, DAN) is None
        assert list(private) == ["@bank.test"], "who was forgotten can't be listed"


def test_where_nobody_was_forgotten_nothing_is_asked_of_the_key(store: Store) -> None:
    with store.read() as tx:
        assert forgotten.private(tx, {"@bank.test"}) == {"@bank.test"}
        assert forgotten.since(tx, BEN) is None


def test_an_address_last_used_comes_first(store: Store) -> None:
    older = replace(MAIL, id="m0", at=AT - timedelta(days=9), participants=(replace(TO_CAT, address=HOME), FROM_BEN))
    with store.write() as tx:
        facts.add(tx, "mail", [replace(MAIL, participants=(TO_CAT,)), older])
        assert facts.last_used(tx, [HOME, BEN, CAT, DAN]) == [CAT, HOME, BEN], "of equals the first in the alphabet"
