"""What sources told, in and out."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from told_facts import ANN, BEN, CAT, CONTACT, FROM_BEN, MAIL, MEETING, TO_ANN, Interrupted, interrupt, progress

from crmsync.connector import Contact, Deleted, Filing, Interaction, Participant, Record, Role, Skipped
from crmsync.store import facts
from crmsync.store import progress as places
from crmsync.store.reading import all_interactions
from crmsync.store.store import Store


def tell(store: Store, *records: Record, source: str = "mail") -> None:
    with store.write() as tx:
        facts.add(tx, source, records)


def interactions(store: Store) -> list[Interaction]:
    with store.read() as tx:
        return [record.interaction for record in all_interactions(tx)]


def contacts(store: Store) -> list[Contact]:
    with store.read() as tx:
        return [contact for _, contact in facts.all_contacts(tx)]


def known(store: Store, *ids: str, source: str = "mail") -> set[str]:
    with store.read() as tx:
        return facts.known(tx, source, ids)


def test_how_interactions_are_filed_is_known_of_those_that_are_stored(store: Store) -> None:
    tell(store, MEETING, MAIL, CONTACT)
    tell(store, replace(MAIL, id="m2"), source="a second mailbox")
    with store.write() as tx:
        facts.leave_out(tx, "mail", ["m3"], "never-log")
    with store.read() as tx:
        found = facts.filed(tx, "mail", ["m1", "e1", "c1", "m2", "m3", *map(str, range(1000))])
    assert found == {"m1": Filing(labels=frozenset({"Friends", "Work"}), category=True, sent=True), "e1": Filing()}


def test_what_is_told_comes_out_as_it_went_in(store: Store) -> None:
    tell(store, MEETING, MAIL, CONTACT)
    assert interactions(store) == [MEETING, MAIL]
    assert contacts(store) == [CONTACT]


def test_each_interaction_keeps_its_own_people_in_their_order(store: Store) -> None:
    nobody = replace(MAIL, id="m0", participants=())
    many = replace(MAIL, id="m2", participants=tuple(replace(TO_ANN, name=str(n)) for n in range(12)))
    tell(store, many, nobody, MAIL)
    tell(store, MAIL, source="a second mailbox")
    assert interactions(store) == [MAIL, nobody, MAIL, many]


def test_telling_it_twice_changes_nothing(store: Store) -> None:
    tell(store, MAIL, CONTACT)
    tell(store, MAIL, CONTACT, MAIL)
    assert interactions(store) == [MAIL]
    assert contacts(store) == [CONTACT]


def test_the_last_word_on_an_id_stands(store: Store) -> None:
    later = replace(MAIL, participants=(FROM_BEN,), subject=None)
    tell(store, MAIL, Skipped(id="x", reason="?"))
    tell(store, MAIL, later, Deleted(id="x"), replace(MAIL, id="x"))
    assert interactions(store) == [later, replace(MAIL, id="x")]


def test_what_is_deleted_leaves_no_trace_and_another_source_s_record_stays(store: Store) -> None:
    tell(store, MAIL, CONTACT)
    tell(store, MAIL, source="other")
    tell(store, Deleted(id="m1"), Deleted(id="c1"), Deleted(id="never told"))
    assert interactions(store) == [MAIL]
    assert contacts(store) == []
    assert known(store, "m1", "c1") == set()
    assert known(store, "m1", source="other") == {"m1"}


def test_known_is_what_is_stored_or_left_out_and_not_what_could_not_be_read(store: Store) -> None:
    tell(store, MAIL, CONTACT, Skipped(id="s1", reason="no date"))
    with store.write() as tx:
        facts.leave_out(tx, "mail", ["n1"], "never-log")
    assert known(store, "m1", "c1", "s1", "n1", "new") == {"m1", "c1", "n1"}
    assert known(store, "m1", source="other") == set()


def test_what_must_not_be_kept_goes_when_it_is_left_out(store: Store) -> None:
    tell(store, MAIL)
    with store.write() as tx:
        facts.leave_out(tx, "mail", ["m1"], "never-log")
    assert interactions(store) == []
    assert known(store, "m1") == {"m1"}


def test_the_unreadable_are_counted_apart_from_the_unwanted(store: Store) -> None:
    tell(store, Skipped(id="s1", reason="no date"))
    with store.write() as tx:
        facts.leave_out(tx, "mail", ["n1", "n2"], "never-log")
    with store.read() as tx:
        assert facts.left_out_count(tx, unreadable=True) == 1
        assert facts.left_out_count(tx, unreadable=False) == 2


def test_no_statement_takes_more_values_than_every_database_does(store: Store, most_values: list[int]) -> None:
    tell(store, *(replace(MAIL, id=f"m{n}", participants=()) for n in range(1200)))
    assert len(known(store, *(f"m{n}" for n in range(2400)))) == 1200
    tell(store, *(Deleted(id=f"m{n}") for n in range(1200)))
    assert interactions(store) == []
    assert max(most_values) < 999


def test_written_to_is_every_recipient_of_a_mail_that_self_sent(store: Store) -> None:
    from_ann = Participant(address=ANN, role=Role.FROM)
    blind = Participant(address=CAT, role=Role.BCC)
    tell(store, MAIL, replace(MAIL, id="m2", participants=(from_ann, blind)))
    with store.read() as tx:
        assert facts.written_to(tx, [ANN]) == {CAT}
        assert facts.written_to(tx, [BEN]) == {ANN, CAT}


def test_what_has_not_ended_by_then_is_told_with_its_times(store: Store) -> None:
    hour = timedelta(hours=1)
    days = replace(MEETING, id="long", at=MEETING.at - 72 * hour, duration=73 * hour)
    tell(store, MAIL, MEETING, days, replace(MEETING, id="over", at=MEETING.at - hour))
    with store.read() as tx:
        assert facts.earliest(tx) == days.at
        assert sorted(facts.ahead(tx, MEETING.at)) == [
            (days.at, MEETING.at + hour),
            (MEETING.at, MEETING.at + MEETING.duration),
        ]
        assert list(facts.ahead(tx, MEETING.at + hour)) == []
        assert [at for at, _ in facts.ahead(tx, MAIL.at - hour * 24 * 9)].count(MAIL.at) == 2


def test_of_nothing_nothing_is_ahead(store: Store) -> None:
    with store.read() as tx:
        assert facts.earliest(tx) is None
        assert list(facts.ahead(tx, MAIL.at)) == []


def test_records_and_their_cursor_are_stored_together(store: Store) -> None:
    with store.write() as tx:
        facts.add(tx, "mail", [MAIL])
        places.save(tx, "mail", progress("place 1"))
    with suppress(Interrupted), store.write() as tx:
        facts.add(tx, "mail", [replace(MAIL, id="m2"), Deleted(id="m1")])
        places.save(tx, "mail", progress("place 2"))
        interrupt()
    assert interactions(store) == [MAIL]
    with store.read() as tx:
        assert places.load(tx, "mail") == progress("place 1")


def test_each_source_has_its_own_place(store: Store) -> None:
    with store.write() as tx:
        places.save(tx, "mail", progress("a", complete=True, since=MAIL.at, unread=7))
        places.save(tx, "calendar", progress(None))
        places.save(tx, "calendar", progress("b"))
    with store.read() as tx:
        assert places.load_all(tx) == {
            "calendar": progress("b"),
            "mail": progress("a", complete=True, since=MAIL.at, unread=7),
        }
        assert places.load(tx, "elsewhere") is None


def test_an_id_may_hold_any_letter(store: Store) -> None:
    odd = [replace(MAIL, id=id) for id in ("a\0b", "é☂😀", '"\\', "a'b")]
    tell(store, *odd)
    tell(store, *odd)
    assert known(store, *(each.id for each in odd), "a") == {each.id for each in odd}
    tell(store, *(Deleted(id=each.id) for each in odd))
    assert interactions(store) == []
