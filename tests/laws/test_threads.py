"""What conversations are called: by columns two threads are one where their names are."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import combinations_with_replacement

import numpy as np
import plain_copies
from all_sorts import FACTS, known
from hypothesis import given
from hypothesis import strategies as st
from made_up import ANN, BEN, NOW, mail, recorded

from crmsync.relationships.copies import Mark
from crmsync.relationships.counting import touches
from crmsync.relationships.marks import NONE, thread_mark
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.talks import concerns_self, declined
from crmsync.relationships.threads import Naming, Threads


def threads_in(facts: Iterable[Recorded]) -> list[Mark]:
    return sorted({(each.source, each.interaction.thread) for each in facts if each.interaction.thread})


def found_in(facts: Sequence[Recorded], named: Naming | None = None) -> Threads:
    return touches(facts, known(facts), until=NOW, named=named).threads


def plainly(facts: Sequence[Recorded]) -> plain_copies.Copies:
    directory = known(facts)
    concerning = [each for each in facts if concerns_self(each.interaction, directory)]
    ordered = sorted(concerning, key=lambda record: (record.ended, record.mark))
    return plain_copies.copies(ordered, worse=partial(declined, directory=directory))


def are_named(threads: Threads, some: Sequence[Mark], names: Mapping[Mark, str]) -> None:
    """So they are called, and by their marks those are one that are called the same."""
    called = {mark: names.get(mark) or "/".join(mark) for mark in some}
    assert {mark: threads.conversation(*mark) for mark in some} == called
    of = threads.of(np.array([thread_mark(*mark) for mark in some], dtype=np.int64)).tolist()
    conversations = dict(zip(some, of, strict=True))
    for one, other in combinations_with_replacement(some, 2):
        assert (conversations[one] == conversations[other]) == (called[one] == called[other])
    assert NONE not in of


@given(FACTS)
def test_threads_that_hold_copies_of_one_mail_are_one_conversation(facts: list[Recorded]) -> None:
    threads = found_in(facts)
    assert threads.shown == threads.names == plainly(facts).names
    are_named(threads, threads_in(facts), plainly(facts).names)


NAMED = st.dictionaries(
    st.tuples(st.sampled_from(["one", "two"]), st.sampled_from(["a", "b", "c"])),
    st.sampled_from(["one/a", "two/b"]),
    max_size=4,
)


@given(FACTS, NAMED)
def test_they_are_called_what_one_says(facts: list[Recorded], said: Mapping[Mark, str]) -> None:
    """As of all interactions, of which these are a part. A name is that of a thread that goes by it."""
    names = {**said, **{("one", "a"): "one/a", ("two", "b"): "two/b"}} if said else {}
    asked: list[Mapping[Mark, str]] = []

    def named(shown: Mapping[Mark, str]) -> Mapping[Mark, str]:
        asked.append(shown)
        return names

    threads = found_in(facts, named)
    are_named(threads, threads_in(facts), names)
    assert threads.shown == plainly(facts).names
    assert all(each == threads.shown for each in asked)


def test_what_is_in_no_thread_is_in_no_conversation() -> None:
    twice = recorded([mail(ANN, BEN, key="k", thread="a"), mail(ANN, BEN, key="k", thread="b")])
    for threads in (found_in(twice), found_in(twice[:1])):
        assert threads.conversation("mail", None) is None
        assert threads.of(np.array([NONE, 5], dtype=np.int64)).tolist() == [NONE, 5]
