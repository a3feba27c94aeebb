"""What is kept of people, and what is noted meanwhile: it can't be behind the facts, nor outlive who is gone."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from told_facts import ANN, AT, BEN, CAT, MAIL, MEETING, Interrupted, interrupt

from crmsync.connector import Channel, Snapshot
from crmsync.identity.people import PersonId
from crmsync.relationships.beat import Beats, beats_of
from crmsync.relationships.chronicle import Beside, Chronicle, Run
from crmsync.relationships.kept_people import KeptPeople
from crmsync.relationships.kept_touches import Kept, made
from crmsync.relationships.likes import like
from crmsync.relationships.marks import thread_mark
from crmsync.relationships.moments import ticks
from crmsync.relationships.packed import pack, unpack
from crmsync.relationships.story import Story
from crmsync.relationships.touch import Touch
from crmsync.relationships.voices import Spoken, Voice
from crmsync.store import erasure, facts, histories
from crmsync.store.engine import StoreError
from crmsync.store.erasure import Traces
from crmsync.store.histories import Head, News, Thread, Update
from crmsync.store.reading import interactions_ahead
from crmsync.store.store import Store
from crmsync.store.tables import beats as everybodys
from crmsync.store.tables import conversations, meta, news, voices
from crmsync.store.tables import histories as rows

HEAD = Head(code="c", settings="s", words="w", people="p", lists=("list@x.test",), until=7, longest=9, last=0, count=3)
TALK = Touch(source="mail", id="e1", channel=Channel.MEETING, at=AT, direction="both", others=1)
BENS, CATS = PersonId("ben"), PersonId("cat")


def story(*talks: Touch) -> Story:
    """One that goes on in a thread, with a meeting ahead."""
    chronicle = Chronicle[Touch | Kept]()
    for each in talks:
        run = Run(
            marks=[each], ats=[ticks(each.at)], days=[each.at.toordinal()], threads=["mail/t1"], likes=[like(each)]
        )
        chronicle.add(run)
    soon = replace(TALK, id="e9", at=AT + timedelta(days=9))
    beside = Beside(told=4, labels=frozenset({"Work"}), next_meeting=soon)
    return Story(chronicle=chronicle, beside=beside, reached=2, bulk=1)


def everybody(some: dict[PersonId, Story | None]) -> KeptPeople:
    return KeptPeople(ids=list(some), beats=beats(some))


def packed(some: Mapping[PersonId, Story | None]) -> dict[PersonId, bytes | None]:
    return {person: pack(each) if each else None for person, each in some.items()}


def marks(*threads: Thread) -> set[int]:
    return {thread_mark(*each) for each in threads}


def beats(some: dict[PersonId, Story | None]) -> Beats:
    return beats_of([each.history for each in some.values() if each])


MAILED = replace(TALK, id="m1", channel=Channel.MAIL, direction="sent", thread="mail/t1", at=AT + timedelta(hours=1))
STORIES: dict[PersonId, Story | None] = {BENS: story(TALK, MAILED), CATS: story(TALK)}
UPDATE = Update(
    head=HEAD,
    anew=True,
    stories=packed(STORIES),
    people=everybody(STORIES),
    voices={BEN: Voice(signed={"Ben": 2}), CAT: Voice(heard=frozenset({None}), wrote=frozenset({CAT}))},
    conversations={("mail", "t1"): "mail/t1", ("other", "t2"): "mail/t1", ("mail", "t3"): "mail/t3"},
)


def keep(store: Store, update: Update = UPDATE) -> None:
    with store.write() as tx:
        histories.save(tx, update)


def noted(store: Store) -> News:
    with store.read() as tx:
        return histories.load_news(tx)


def whole(story: Story | None) -> dict[str, object]:
    """All of it: two that are the same go on the same."""
    assert story
    chronicle, beats = story.chronicle.told(made), story.chronicle.beats
    of_beats = {name: getattr(beats, name) for name in beats.__slots__}
    rest = {name: getattr(chronicle, name) for name in chronicle.__slots__ if name != "beats"}
    return {**of_beats, **rest, "beside": story.beside, "reached": story.reached, "bulk": story.bulk}


def stories(store: Store) -> dict[PersonId, dict[str, object]]:
    with store.read() as tx:
        found = histories.load_all_stories(tx, [HEAD])
        assert histories.load(tx).ids == sorted(found)
        assert histories.load_stories(tx, [*found, PersonId("nobody")]) == found
    return {person: whole(unpack(each)) for person, each in found.items()}


def test_it_comes_back_as_it_was(store: Store) -> None:
    keep(store)
    with store.read() as tx:
        assert histories.head(tx) == HEAD
        found = histories.load(tx)
        assert histories.load_voices(tx, [BEN, CAT, ANN]) == UPDATE.voices
        assert histories.load_voices(tx, [CAT]).keys() == {CAT}
        assert histories.load_conversations(tx, marks(("mail", "t1"))) == {
            ("mail", "t1"): "mail/t1",
            ("other", "t2"): "mail/t1",
        }
        assert histories.load_conversations(tx, marks(("mail", "t9"))) == {}
        assert histories.load_stories(tx, [BENS]).keys() == {BENS}
    assert found.ids == [BENS, CATS]
    assert found.beats.tobytes() == beats(STORIES).tobytes()
    assert stories(store) == {person: whole(each) for person, each in STORIES.items()}


def test_stories_that_are_another_run_s_are_not_taken_for_those_that_go_with_the_rest(store: Store) -> None:
    keep(store)
    keep(store, replace(UPDATE, head=replace(HEAD, last=5), anew=False, stories={}, voices={}, conversations={}))
    with store.read() as tx, pytest.raises(StoreError, match="changed meanwhile, by another run"):
        histories.load_all_stories(tx, [HEAD])
    with store.read() as tx:
        assert histories.load_all_stories(tx, [HEAD, replace(HEAD, last=5)]).keys() == {BENS, CATS}


def test_what_another_version_kept_in_another_form_is_nothing(store: Store) -> None:
    keep(store)
    with store.write() as tx:
        tx.execute(update(meta).where(meta.c.name == histories.NAME).values(value='{"code": "c", "until": 7}'))
        assert histories.head(tx) is None


def test_a_story_that_was_kept_goes_on_as_the_other_would_have(store: Store) -> None:
    keep(store)
    answer = replace(MAILED, id="m2", direction="received", at=AT + timedelta(days=2))
    run = Run(marks=[answer], ats=[ticks(answer.at)], days=[answer.at.toordinal()], threads=["mail/t1"],
              likes=[like(answer)])  # fmt: skip
    with store.read() as tx:
        kept = unpack(histories.load_stories(tx, [BENS])[BENS])
    kept.chronicle.add(run)
    assert whole(kept) == whole(story(TALK, MAILED, answer))
    assert kept.history.dates.last_contact == answer, "it answers what was kept"


def test_what_addresses_are_called_and_which_are_lists_is_known_without_their_voices(store: Store) -> None:
    keep(store)
    with store.read() as tx:
        found = histories.load_spoken(tx)
    assert found == Spoken(addresses=frozenset({BEN, CAT}), names={BEN: "Ben"}, lists=frozenset({CAT}))


def test_what_is_not_named_stays_and_what_is_none_goes(store: Store) -> None:
    keep(store)
    cats = story(TALK, replace(TALK, id="e2", at=AT + timedelta(days=1)))
    keep(store, replace(
        UPDATE, anew=False, stories=packed({CATS: cats}), people=everybody({BENS: STORIES[BENS], CATS: cats}),
        voices={BEN: None}, conversations={("mail", "t1"): None},
    ))  # fmt: skip
    assert stories(store) == {BENS: whole(STORIES[BENS]), CATS: whole(cats)}
    with store.read() as tx:
        found = histories.load(tx)
        assert found.beats.tobytes() == beats({BENS: STORIES[BENS], CATS: cats}).tobytes()
        assert histories.load_voices(tx, [BEN, CAT]).keys() == {CAT}
        assert histories.load_conversations(tx, marks(("mail", "t1"), ("other", "t2"))) == {("other", "t2"): "mail/t1"}
    keep(
        store,
        replace(UPDATE, anew=False, stories={BENS: None}, people=everybody({CATS: cats}), voices={}, conversations={}),
    )
    assert stories(store) == {CATS: whole(cats)}


def test_what_is_kept_anew_takes_the_place_of_all(store: Store) -> None:
    keep(store)
    cats: dict[PersonId, Story | None] = {CATS: story(TALK)}
    keep(store, replace(UPDATE, stories=packed(cats), people=everybody(cats), voices={}, conversations={}))
    assert stories(store).keys() == {CATS}
    with store.read() as tx:
        assert histories.load_voices(tx, [BEN, CAT]) == {}
        assert histories.load_conversations(tx, marks(("mail", "t1"))) == {}


def test_where_nothing_is_kept_nothing_is_noted(store: Store) -> None:
    with store.write() as tx:
        facts.add(tx, "mail", [MAIL, MEETING])
        facts.add(tx, "mail", [replace(MEETING, labels=frozenset({"Work"}))])
        facts.forget(tx, "mail", ["m1"])
    assert noted(store) == News()


def test_what_is_new_is_not_noted_but_known_by_its_number(store: Store) -> None:
    """So a first pull of a million is noted nowhere a second time."""
    with store.write() as tx:
        facts.add(tx, "mail", [MEETING])
    with store.read() as tx:
        last = interactions_ahead(tx, HEAD).rows.max()
    keep(store, replace(UPDATE, head=replace(HEAD, last=int(last), until=ticks(AT + timedelta(days=1)))))
    with store.write() as tx:
        facts.add(tx, "mail", [MAIL])
    with store.read() as tx:
        head = histories.head(tx)
        assert head
        assert [each.mark for each in interactions_ahead(tx, head)] == [("mail", "m1")]
    assert noted(store) == News()


def test_what_changed_is_noted_with_all_that_it_may_have_touched(store: Store) -> None:
    with store.write() as tx:
        facts.add(tx, "mail", [MAIL])
    keep(store)
    with store.write() as tx:
        facts.add(tx, "mail", [replace(MAIL, key="<2@mail.test>", thread="t2", at=AT + timedelta(hours=1))])
    found = noted(store)
    assert found.addresses == {ANN, BEN, CAT}
    assert found.keys == {"<1@mail.test>"}, "the new ones are those of an interaction that is known by its number"
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
    with store.write() as tx:
        facts.add(tx, "mail", [MAIL])
    keep(store)

    def cut_off() -> None:
        with store.write() as tx:
            facts.forget(tx, "mail", ["m1"])
            assert histories.load_news(tx) != News()
            interrupt()

    with pytest.raises(Interrupted):
        cut_off()
    assert noted(store) == News()
    with store.read() as tx:
        assert facts.known(tx, "mail", ["m1"]) == {"m1"}


@pytest.mark.parametrize("anew", [False, True])
def test_what_is_kept_holds_the_news(store: Store, anew: bool) -> None:
    with store.write() as tx:
        facts.add(tx, "mail", [MAIL])
    keep(store)
    with store.write() as tx:
        facts.forget(tx, "mail", ["m1"])
    assert noted(store) != News()
    keep(store, replace(UPDATE, anew=anew))
    assert noted(store) == News()


def test_who_is_erased_is_in_none_of_it(store: Store) -> None:
    with store.write() as tx:
        facts.add(tx, "mail", [MAIL])
    keep(store)
    with store.write() as tx:
        facts.forget(tx, "mail", ["m1"])
        assert histories.load_news(tx) != News()
        erasure.erase(tx, Traces(addresses=[BEN], people=[BENS], profiles={}))
    with store.read() as tx:
        assert histories.head(tx) is None
        for table in (rows, everybodys, voices, conversations, news):
            assert tx.execute(select(func.count()).select_from(table)).scalar() == 0, table.name
