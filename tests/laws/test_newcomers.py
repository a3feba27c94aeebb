"""Who comes new: where it is said who everybody is without weighing all, it is what weighing all comes to."""

from collections.abc import Mapping

from hypothesis import event, given
from hypothesis import strategies as st

from crmsync.connector import EmailAddress
from crmsync.identity.hints import hints
from crmsync.identity.newcomers import with_newcomers
from crmsync.identity.people import PersonId, new_id, resolve

LOCALS = ("ann", "bo", "b.o", "bo+a", "bo+b", "a+b", "a", "info", "noreply")
ADDRESSES = st.builds(
    lambda local, host: EmailAddress(f"{local}@{host}"),
    st.sampled_from(LOCALS),
    st.sampled_from(["gmail.com", "googlemail.com", "firm.test", "other.test"]),
)
SOME = st.frozensets(ADDRESSES, max_size=8)
NAMES = st.dictionaries(ADDRESSES, st.sampled_from(["Bo", "Bo Berg", "Cat Chu"]), max_size=8)


def weighed(
    addresses: frozenset[EmailAddress], names: Mapping[EmailAddress, str], known: Mapping[EmailAddress, PersonId]
) -> dict[EmailAddress, PersonId]:
    return resolve(addresses, hints(addresses, {each: names[each] for each in addresses & names.keys()}), known)


@given(SOME, SOME, NAMES, NAMES)
def test_it_is_who_everybody_is(
    old: frozenset[EmailAddress],
    new: frozenset[EmailAddress],
    names: Mapping[EmailAddress, str],
    named: Mapping[EmailAddress, str],
) -> None:
    known = weighed(old, names, {})
    now = {**names, **named}
    renamed = {each for each in old if names.get(each) != now.get(each)}
    found = with_newcomers(known, new - old, renamed)
    event(f"said: {found is not None}")
    if found is not None:
        assert found == weighed(old | new, now, known)


def test_of_whom_nothing_hangs_it_is_said() -> None:
    ann, bo, cat = (EmailAddress(each) for each in ("ann@gmail.com", "bo@firm.test", "c.at@gmail.com"))
    known = weighed(frozenset({ann}), {}, {})
    assert with_newcomers(known, [], [ann]) is known
    assert with_newcomers(known, [bo, cat], [ann]) == known | {bo: new_id([bo]), cat: new_id([cat])}


def test_whose_id_is_another_s_they_are_weighed() -> None:
    bo, cat = EmailAddress("bo@firm.test"), EmailAddress("cat@firm.test")
    assert with_newcomers({cat: new_id([bo])}, [bo], []) is None
