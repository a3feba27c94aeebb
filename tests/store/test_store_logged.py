"""The ledger of logged conversations, and whose word the time of the last one is."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection
from told_facts import AT, BEN

from crmsync.connector import Channel, Conversation, LogInteraction, Profile
from crmsync.planning.conversations import KnownLog, LogFate
from crmsync.store import logged, profiles
from crmsync.store.store import Store

LATER = AT + timedelta(days=9)
BEN_THERE = Profile(id="101", addresses=(BEN,))
MAIL = LogInteraction(
    key="k", profile="101", beside=("102",), content=Conversation(channel=Channel.MAIL, at=LATER, ended=LATER)
)


def noted(tx: Connection, at: datetime, *, merged: tuple[str, ...] = (), id: str = "101") -> datetime | None:
    """What is known of the last conversation that others logged, once this was seen."""
    profiles.save(tx, "crm", [replace(BEN_THERE, id=id, merged_ids=merged, notes_last_contacted=at)])
    return profiles.find(tx, "crm", [id])[id].profile.notes_last_contacted


def test_what_is_intended_stands_there_before_it_is_settled(store: Store) -> None:
    with store.write() as tx:
        logged.intend(tx, "crm", [MAIL])
        known = KnownLog(key="k", channel=Channel.MAIL, profiles=("101", "102"), fate=LogFate.INTENDED)
        assert logged.load(tx, "crm") == {"k": known}
        logged.settle(tx, "crm", "k", LogFate.LOGGED, "9")
        assert logged.find(tx, "crm", "k") == replace(known, fate=LogFate.LOGGED, record="9")
        logged.settle(tx, "crm", "k", LogFate.UNDONE)
        assert logged.find(tx, "crm", "k") == replace(known, fate=LogFate.UNDONE, record="9")
        assert logged.load(tx, "another crm") == {}
        logged.forget(tx, "crm", "k")
        assert not logged.ever(tx, "crm")


@pytest.mark.parametrize("fate", [LogFate.INTENDED, LogFate.LOGGED, LogFate.UNDONE, LogFate.WITHDRAWN])
def test_what_we_logged_is_no_news_of_others(store: Store, fate: LogFate) -> None:
    with store.write() as tx:
        logged.intend(tx, "crm", [MAIL])
        logged.settle(tx, "crm", "k", fate)
        assert noted(tx, LATER) is None


def test_what_others_logged_before_us_stays_known(store: Store) -> None:
    with store.write() as tx:
        assert noted(tx, AT) == AT
        logged.intend(tx, "crm", [MAIL])
        assert noted(tx, LATER) == AT
        assert noted(tx, LATER, merged=("101",), id="103") == AT


def test_what_others_logged_after_us_is_news(store: Store) -> None:
    with store.write() as tx:
        logged.intend(tx, "crm", [MAIL])
        assert noted(tx, LATER + timedelta(seconds=1)) == LATER + timedelta(seconds=1)


def test_at_the_same_minute_with_somebody_else_is_news_and_so_is_what_was_theirs(store: Store) -> None:
    with store.write() as tx:
        logged.intend(tx, "crm", [MAIL])
        assert noted(tx, LATER, id="103") == LATER
        logged.settle(tx, "crm", "k", LogFate.THEIRS)
        assert noted(tx, LATER) == LATER


def test_a_conversation_follows_whom_a_contact_was_merged_into_and_is_shared_with_who_joins(store: Store) -> None:
    with store.write() as tx:
        logged.intend(tx, "crm", [MAIL])
        profiles.save(tx, "crm", [replace(BEN_THERE, id="103", merged_ids=("101",))])
        logged.share(tx, "crm", "k", "104")
        logged.share(tx, "crm", "k", "104")
        assert logged.load(tx, "crm")["k"].profiles == ("103", "102", "104")
        profiles.save(tx, "crm", [replace(BEN_THERE, id="105", merged_ids=("102", "103"))])
        assert logged.load(tx, "crm")["k"].profiles == ("105", "104")
