"""The user's words on who is who: of two addresses the last one stands, and the last of all is the first to be read."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from told_facts import ANN, AT, BEN, CAT

from crmsync.connector import EmailAddress
from crmsync.store import links
from crmsync.store.links import Said
from crmsync.store.store import Store
from crmsync.store.tables import links as table

PAIRS = st.permutations([ANN, BEN, CAT]).map(lambda some: (some[0], some[1]))
WORDS = st.lists(st.tuples(PAIRS, st.booleans(), st.integers(-5, 5)), max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WORDS)
def test_the_last_word_on_two_addresses_stands_whatever_the_clock_shows(
    store: Store, words: list[tuple[tuple[EmailAddress, EmailAddress], bool, int]]
) -> None:
    with store.write() as tx:
        tx.execute(delete(table))
        for (one, other), apart, hours in words:
            links.say(tx, one, other, apart=apart, at=AT + timedelta(hours=hours))
        found = links.load(tx)
    last: dict[tuple[str, ...], bool] = {}
    for pair, apart, _ in words:
        key = tuple(sorted(pair))
        last.pop(key, None)
        last[key] = apart
    assert [(said.pair, said.apart) for said in found] == list(reversed(last.items()))
    assert all(later.at > earlier.at for later, earlier in pairwise(found))


def test_a_word_is_kept_with_its_time(store: Store) -> None:
    with store.write() as tx:
        links.say(tx, CAT, BEN, apart=True, at=AT)
    with store.read() as tx:
        assert links.load(tx) == [Said(pair=(BEN, CAT), apart=True, at=AT)]
