"""What is kept of histories, and what is noted meanwhile: it can't be behind the facts, nor outlive who is gone."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from told_facts import ANN, BEN, CAT, MAIL, MEETING, Interrupted, interrupt

from crmsync.connector import Snapshot
from crmsync.identity.people import PersonId
from crmsync.relationships.dates import Dates
from crmsync.relationships.history import History
from crmsync.relationships.voices import Voice
from crmsync.store import erasure, facts, histories
from crmsync.store.erasure import Traces
from crmsync.store.histories import Head, News, Update
from crmsync.store.store import Store
from crmsync.store.tables import conversations, news, voices
from crmsync.store.tables import histories as rows

HEAD = Head(code="c", settings="s", people="p", lists=("list@x.test",), until=7, longest=9)
BLANK = History(
    told=1, dates=Dates(), pulse=None, entered=None, spoken_last=None, written_last=None, talked=0, only_met=True,
    wrote=None, reached=None, labels=frozenset({"Work"}), sources={"mail": 1},
)  # fmt: skip
BENS = PersonId("ben")
UPDATE = Update(
    head=HEAD,
    anew=True,
    histories={BENS: BLANK},
    voices={BEN: Voice(signed={"Ben": 2}), CAT: Voice(heard=frozenset({None}))},
    conversations={("mail", "t1"): "mail/t1"},
)


def keep(store: Store, update: Update = UPDATE) -> None:
    with store.write() as tx:
        histories.save(tx, update)


def noted(store: Store) -> News:
    with store.read() as tx:
        return histories.load_news(tx)


def test_it_comes_back_as_it_was(store: Store) -> None:
    keep(store)
    with store.read() as tx:
        assert histories.head(tx) == HEAD
        assert histories.load(tx) == UPDATE.histories
        assert histories.load_voices(tx) == UPDATE.voices
        assert histories.load_conversations(tx) == UPDATE.conversations


def test_what_is_not_named_stays_and_what_is_none_goes(store: Store) -> None:
    keep(store)
    cats = PersonId("cat")
    later = replace(
        UPDATE, anew=False, histories={cats: BLANK}, voices={BEN: None}, conversations={("mail", "t1"): None}
    )
    keep(store, later)
    with store.read() as tx:
        assert histories.load(tx) == {BENS: BLANK, cats: BLANK}
        assert histories.load_voices(tx).keys() == {CAT}
        assert histories.load_conversations(tx) == {}


def test_where_nothing_is_kept_nothing_is_noted(store: Store) -> None:
    with store.write() as tx:
        facts.add(tx, "mail", [MAIL])
    assert noted(store) == News()


def test_what_is_told_is_noted_with_all_that_it_may_touch(store: Store) -> None:
    keep(store)
    with store.write() as tx:
        facts.add(tx, "mail", [MAIL])
    found = noted(store)
    assert found.addresses == {ANN, BEN, CAT}
    assert found.keys == {"<1@mail.test>"}
    assert found.threads == {("mail", "t1")}
    assert found.minutes == {int(MAIL.at.timestamp()) // 60 * 60_000}


def test_what_is_told_again_as_it_was_is_no_news(store: Store) -> None:
    with store.write() as tx:
        facts.add(tx, "mail", [MAIL, MEETING])
    keep(store)
    with store.write() as tx:
        facts.add(tx, "mail", [MAIL, replace(MEETING, labels=frozenset({"Work"}))])
    assert noted(store).addresses == {ANN, BEN}
    assert noted(store).keys == frozenset()


@pytest.mark.parametrize("how", ["forget", "withdraw", "leave out", "tell otherwise"])
def test_what_was_there_before_is_noted_too(store: Store, how: str) -> None:
    with store.write() as tx:
        facts.add(tx, "mail", [MAIL])
    keep(store)
    with store.write() as tx:
        match how:
            case "forget":
                facts.forget(tx, "mail", ["m1"])
            case "withdraw":
                facts.withdraw(tx, "mail", Snapshot(ids=frozenset(), prefix="m"))
            case "leave out":
                facts.leave_out(tx, "mail", ["m1"], "never-log")
            case _:
                facts.add(tx, "mail", [replace(MEETING, id="m1")])
    assert noted(store).addresses == {ANN, BEN, CAT}
    assert noted(store).threads == {("mail", "t1")}


def test_a_transaction_that_is_cut_off_leaves_neither_the_facts_nor_the_note(store: Store) -> None:
    keep(store)

    def cut_off() -> None:
        with store.write() as tx:
            facts.add(tx, "mail", [MAIL])
            interrupt()

    with pytest.raises(Interrupted):
        cut_off()
    assert noted(store) == News()


def test_what_is_kept_anew_holds_the_news(store: Store) -> None:
    keep(store)
    with store.write() as tx:
        facts.add(tx, "mail", [MAIL])
    keep(store, replace(UPDATE, anew=False))
    assert noted(store) == News()


def test_who_is_erased_is_in_none_of_it(store: Store) -> None:
    keep(store)
    with store.write() as tx:
        facts.add(tx, "mail", [MAIL])
        erasure.erase(tx, Traces(addresses=[BEN], people=[BENS], profiles={}))
    with store.read() as tx:
        assert histories.head(tx) is None
        for table in (rows, voices, conversations, news):
            assert tx.execute(select(func.count()).select_from(table)).scalar() == 0, table.name
