"""What is alike stands once, and not a moment longer than what it is of."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from happenings import Step, copied, happens, steps
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select
from told_facts import ANN, AT, BEN, CAT, FROM_BEN, MAIL, MEETING, TO_ANN

from crmsync.connector import Interaction, Record
from crmsync.relationships.moments import EPOCH
from crmsync.relationships.recorded import Recorded
from crmsync.store import facts
from crmsync.store.alike import read_kinds
from crmsync.store.reading import all_interactions
from crmsync.store.store import Store
from crmsync.store.tables import interactions, kinds, participants


def numbered(tx: Connection) -> dict[tuple[str, str], tuple[int, int]]:
    """The number of each interaction and of its kind, by source and id."""
    one = interactions.c
    return {
        (row.source, row.id): (row.number, row.kind)
        for row in tx.execute(select(one.source, one.id, one.number, one.kind))
    }


def follows(known: dict[tuple[str, str], Interaction], step: Step) -> None:
    """The same, in memory."""
    what, source, those = step
    if what == "told":
        records: Sequence[Record] = those  # type: ignore[assignment]
        for record in records:
            known.pop((source, record.id), None)
            if isinstance(record, Interaction):
                known[source, record.id] = record
    else:
        ids = [id for of, id in known if of == source and (id in those) != (what == "withdrawn")]  # type: ignore[operator]
        for id in ids:
            if what != "withdrawn" or id.startswith("a"):
                del known[source, id]


def has_no_more_than(tx: Connection, known: Mapping[tuple[str, str], Interaction]) -> None:
    """Nothing stands there but what these interactions are, and nothing twice."""
    assert {each.mark: each.interaction for each in all_interactions(tx)} == known
    used = set(tx.execute(select(interactions.c.kind)).scalars())
    assert set(tx.execute(select(kinds.c.number)).scalars()) == used
    assert set(tx.execute(select(participants.c.kind)).scalars()) <= used
    named = {one.address for each in known.values() for one in each.participants}
    assert set(tx.execute(select(participants.c.address)).scalars()) == named
    whole = list(read_kinds(tx).alike)
    assert len(set(whole)) == len(whole) == len(used)


@given(st.lists(steps(), max_size=6))
@settings(max_examples=60)
def test_whatever_is_told_changed_or_taken_away_no_kind_stays_without_an_interaction(
    made: Path, played: list[Step]
) -> None:
    known: dict[tuple[str, str], Interaction] = {}
    met: dict[int, tuple[tuple[str, str], Interaction]] = {}
    with copied(made) as store:
        for step in played:
            with store.write() as tx:
                happens(tx, step)
            follows(known, step)
            with store.read() as tx:
                has_no_more_than(tx, known)
                for mark, (number, _) in numbered(tx).items():
                    assert met.setdefault(number, (mark, known[mark])) == (mark, known[mark]), "a number for two things"


def test_those_that_are_alike_are_of_one_kind(store: Store) -> None:
    later = replace(MAIL, id="m2", at=AT.replace(hour=20), thread="t2", key=None, subject=None)
    with store.write() as tx:
        facts.add(tx, "mail", [MAIL, later, replace(MAIL, id="m3", labels=frozenset())])
        facts.add(tx, "other", [MAIL])
    with store.read() as tx:
        found = {mark: kind for mark, (_, kind) in numbered(tx).items()}
    assert found["mail", "m1"] == found["mail", "m2"]
    assert len(set(found.values())) == 3


def test_what_is_told_again_as_it_was_keeps_its_number_and_what_changed_gets_another(store: Store) -> None:
    with store.write() as tx:
        facts.add(tx, "mail", [MAIL, MEETING])
        before = numbered(tx)
    with store.write() as tx:
        facts.add(tx, "mail", [MAIL, replace(MEETING, subject="Tea")])
        after = numbered(tx)
    assert after["mail", "m1"] == before["mail", "m1"]
    assert after["mail", "e1"][0] > max(number for number, _ in before.values())
    assert after["mail", "e1"][1] == before["mail", "e1"][1], "a subject is no kind's"


def test_a_number_is_not_given_again_when_the_last_ones_are_gone(store: Store) -> None:
    with store.write() as tx:
        facts.add(tx, "mail", [MAIL])
        before = numbered(tx)["mail", "m1"]
    with store.write() as tx:
        facts.forget(tx, "mail", ["m1"])
    with store.write() as tx:
        facts.add(tx, "mail", [MAIL])
        after = numbered(tx)["mail", "m1"]
    assert after[0] > before[0]
    assert after[1] > before[1]


def test_other_labels_are_another_kind_and_the_last_of_a_kind_takes_it_along(store: Store) -> None:
    with store.write() as tx:
        facts.add(tx, "mail", [MAIL, replace(MAIL, id="m2")])
        [kind] = {kind for _, kind in numbered(tx).values()}
    with store.write() as tx:
        facts.add(tx, "mail", [replace(MAIL, labels=frozenset({"Work"}))])
        found = numbered(tx)
        assert found["mail", "m2"][1] == kind != found["mail", "m1"][1]
        facts.forget(tx, "mail", ["m2"])
        assert read_kinds(tx).numbers.tolist() == [found["mail", "m1"][1]]
        assert tx.execute(select(func.count()).select_from(participants)).scalar() == len(MAIL.participants)


def test_whose_last_interaction_goes_is_wiped_from_the_file(store: Store, path: Path) -> None:
    with store.write() as tx:
        facts.add(tx, "mail", [MAIL, replace(MAIL, id="m2", participants=(FROM_BEN, TO_ANN))])
    with store.write() as tx:
        facts.forget(tx, "mail", ["m1"])
    store.close()
    held = path.read_bytes()
    assert (CAT.encode() in held, BEN.encode() in held, ANN.encode() in held) == (False, True, True)


def test_only_the_kinds_asked_for_are_read(store: Store) -> None:
    with store.write() as tx:
        facts.add(tx, "mail", [MAIL, MEETING])
        kind = numbered(tx)["mail", "e1"][1]
    with store.read() as tx:
        found = read_kinds(tx, [kind, kind + 1000])
        assert len(read_kinds(tx, []).numbers) == len(read_kinds(tx, []).alike) == 0
    assert found.numbers.tolist() == [kind]
    [alike] = found.alike
    assert alike == Recorded(source="mail", interaction=replace(MEETING, id="", at=EPOCH))
