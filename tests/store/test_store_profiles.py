"""What a destination is known to hold."""

from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, insert
from told_facts import ANN, AT, BEN, CAT

from crmsync.connector import Channel, Circle, Fate, Output, Profile, Settings
from crmsync.identity.people import PersonId
from crmsync.planning.plan import KnownProfile
from crmsync.planning.tasks import Hand, KnownTask
from crmsync.store import profiles
from crmsync.store.store import Store
from crmsync.store.tables import profiles as table

BEN_S = Profile(
    id="101",
    addresses=(BEN, CAT),
    values={Output.STATE: "fine", Output.WHY: "Last: a call."},
    settings=Settings(cadence_days=30, muted=True, circle=Circle.CLOSE),
    notes_last_contacted=AT,
)
TASK = KnownTask(
    key="k1",
    person=PersonId("p"),
    profile="101",
    id="9",
    fate=Fate.OPEN,
    created=AT,
    due=date(2026, 11, 19),
    subject="Get in touch with Ben",
    body="Last: a call.",
)


def save(tx: Connection, *found: Profile, to: str = "crm") -> None:
    profiles.save(tx, to, found)


def the_one(tx: Connection, id: str = "101") -> KnownProfile:
    return profiles.load(tx, "crm")[id]


def test_a_profile_comes_out_as_it_was_seen(store: Store) -> None:
    with store.write() as tx:
        save(tx, BEN_S)
        save(tx, BEN_S, BEN_S)
        assert profiles.load(tx, "crm") == {"101": KnownProfile(profile=BEN_S)}
        assert profiles.load(tx, "another crm") == {}


def test_what_we_wrote_is_seen_and_stays_known_when_somebody_edits_it(store: Store) -> None:
    with store.write() as tx:
        save(tx, BEN_S)
        profiles.wrote(tx, "crm", {"101": {Output.STATE: "quiet", Output.WHY: ""}})
        assert the_one(tx).profile.values == {Output.STATE: "quiet"}
        save(tx, replace(BEN_S, values={Output.STATE: "dormant"}))
        assert the_one(tx).profile.values == {Output.STATE: "dormant"}
        assert the_one(tx).written == {Output.STATE: "quiet", Output.WHY: ""}


def test_what_an_undo_put_back_is_seen_and_what_we_wrote_stays_known(store: Store) -> None:
    with store.write() as tx:
        save(tx, BEN_S)
        profiles.wrote(tx, "crm", {"101": {Output.STATE: "quiet"}})
        profiles.put_back(tx, "crm", {"101": {Output.STATE: ""}})
        assert Output.STATE not in the_one(tx).profile.values
        assert the_one(tx).written == {Output.STATE: "quiet"}


def test_writing_to_an_unknown_profile_changes_nothing(store: Store) -> None:
    with store.write() as tx:
        profiles.wrote(tx, "crm", {"404": {Output.STATE: "quiet"}})
        assert profiles.load(tx, "crm") == {}


def test_a_merged_profile_takes_over_what_we_wrote_and_the_tasks(store: Store) -> None:
    survivor = Profile(id="300", addresses=(BEN, CAT, ANN), merged_ids=("101", "102"))
    with store.write() as tx:
        save(tx, replace(BEN_S, addresses=(BEN,)), Profile(id="102", addresses=(CAT,)))
        profiles.wrote(tx, "crm", {"101": {Output.STATE: "quiet"}})
        profiles.wrote(tx, "crm", {"102": {Output.STATE: "new", Output.TURN: "yours"}})
        profiles.save_task(tx, "crm", TASK)
        save(tx, survivor)
        assert profiles.load(tx, "crm").keys() == {"300"}
        assert the_one(tx, "300").written == {Output.STATE: "quiet", Output.TURN: "yours"}
        assert profiles.load_tasks(tx, "crm")["k1"].profile == "300"
        assert profiles.lookups_of(tx, "crm") == dict.fromkeys((BEN, CAT, ANN), "300")


def test_what_was_looked_up_is_remembered_found_or_not(store: Store) -> None:
    with store.write() as tx:
        profiles.looked_up(tx, "crm", [ANN, BEN], None)
        save(tx, BEN_S)
        assert profiles.lookups_of(tx, "crm") == {ANN: None, BEN: "101", CAT: "101"}
        assert profiles.lookups_of(tx, "another crm") == {}


def test_who_is_gone_there_will_be_looked_up_again(store: Store) -> None:
    with store.write() as tx:
        save(tx, BEN_S)
        profiles.looked_up(tx, "crm", [ANN], None)
        profiles.drop(tx, "crm", "101")
        assert profiles.load(tx, "crm") == {}
        assert profiles.lookups_of(tx, "crm") == {ANN: None}


def test_one_destination_s_profiles_are_not_another_s(store: Store) -> None:
    with store.write() as tx:
        save(tx, BEN_S)
        save(tx, BEN_S, to="other")
        profiles.wrote(tx, "crm", {"101": {Output.STATE: "quiet"}})
        assert profiles.find(tx, "crm", ["101"])["101"].written == {Output.STATE: "quiet"}
        assert profiles.find(tx, "other", ["101"])["101"].written == {}
        profiles.drop(tx, "crm", "101")
        assert profiles.load(tx, "other") == {"101": KnownProfile(profile=BEN_S)}
        assert profiles.lookups_of(tx, "other") == {BEN: "101", CAT: "101"}


def test_no_statement_takes_more_values_than_every_database_does(store: Store, most_values: list[int]) -> None:
    with store.write() as tx:
        row = {"destination": "crm", "addresses": [], "seen": {}, "written": {}, "muted": False}
        tx.execute(insert(table), [{**row, "id": str(n)} for n in range(1_200)])
        assert len(profiles.find(tx, "crm", [str(n) for n in range(2_400)])) == 1_200
    assert max(most_values) < 999


def test_a_task_comes_out_as_it_went_in(store: Store) -> None:
    with store.write() as tx:
        profiles.save_task(tx, "crm", replace(TASK, subject="Something else"))
        profiles.save_task(tx, "crm", TASK)
        assert profiles.load_tasks(tx, "crm") == {"k1": TASK}
        ended = replace(TASK, fate=Fate.DEFERRED, ended=AT, channel=Channel.CALL, moved=AT.date(), hand=Hand.US)
        profiles.save_task(tx, "crm", ended)
        assert profiles.find_task(tx, "crm", "k1") == profiles.find_task_by_id(tx, "crm", "9") == ended
        assert profiles.find_task(tx, "another crm", "k1") is None
