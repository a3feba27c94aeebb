"""What addresses alone tell of being one person's, and what they don't: two of a name are two people."""

from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import address

from crmsync.connector import EmailAddress
from crmsync.identity.hints import GMAIL_SAYS, contradict, hints, mailbox
from crmsync.identity.people import Link, Word

LOCAL = st.text("ab.+", min_size=1, max_size=6).map(lambda text: f"a{text}b")
HOSTS = st.sampled_from(["gmail.com", "mail.test"])
SOME = st.frozensets(st.tuples(LOCAL, HOSTS).map("@".join).map(address))


def joined(*texts: str, names: Mapping[str, str] | None = None) -> set[frozenset[str]]:
    called = {address(text): name for text, name in (names or {}).items()}
    return {frozenset(link.addresses) for link in hints({address(text) for text in texts}, called)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ann.bell@gmail.com", "annbell@gmail.com"),
        ("ann.bell@gmail.com", "a.n.n.bell@googlemail.com"),
        ("annbell@gmail.com", "annbell+news@gmail.com"),
        ("ann.bell+shop@googlemail.com", "annbell+news@gmail.com"),
    ],
)
def test_spellings_of_one_gmail_mailbox_are_one_person_whatever_they_are_called(one: str, other: str) -> None:
    [link] = hints({address(one), address(other)}, {address(one): "Ann Bell", address(other): "Somebody Else"})
    assert set(link.addresses) == {one, other}
    assert (link.by, link.word, link.because) == ("hint", Word.HINT, GMAIL_SAYS)


def test_a_plus_tag_belongs_to_the_mailbox_that_is_known() -> None:
    [link] = hints({address("ann+news@x.test"), address("ann@x.test")}, {})
    assert set(link.addresses) == {"ann@x.test", "ann+news@x.test"}
    assert link.because == "what follows a + is a tag of the mailbox ann@x.test"


@pytest.mark.parametrize(
    "decoys",
    [
        ("ann.bell@x.test", "annbell@x.test"),
        ("ann.bell@x.test", "bob.bell@x.test"),
        ("ann.bell@gmail.com", "ann.bel@gmail.com"),
        ("ann.bell@gmail.com", "ann.bell@x.test"),
        ("annbell@googlemail.com.x.test", "annbell@gmail.com"),
        ("ann.bell@mail.gmail.com", "annbell@mail.gmail.com"),
        ("ann+a@x.test", "ann+b@x.test"),
        ("ann+a@x.test", "bob@x.test"),
        ("a-nn@x.test", "ann@x.test"),
    ],
)
def test_addresses_that_only_look_alike_stay_apart_even_under_one_name(decoys: tuple[str, ...]) -> None:
    assert joined(*decoys) == joined(*decoys, names=dict.fromkeys(decoys, "Ann Bell")) == set()


def test_a_name_can_speak_against_a_tag_and_never_for_one() -> None:
    both = ("family@x.test", "family+ann@x.test")
    together = {frozenset(both)}
    assert joined(*both, names={both[0]: "Bob Bell", both[1]: "Ann Bell"}) == set()
    assert joined(*both, names={both[0]: "Bell, Ann", both[1]: "ann bell"}) == together
    assert joined(*both, names={both[0]: "Ann", both[1]: "Ann Bell"}) == together
    assert joined(*both, names={both[1]: "Ann Bell"}) == together


def test_tags_of_a_mailbox_without_a_name_that_contradict_each_other_all_stay_apart() -> None:
    family = ("family@x.test", "family+ann@x.test", "family+bob@x.test", "family+shop@x.test")
    named = {family[1]: "Ann Bell", family[2]: "Bob Bell"}
    assert joined(*family, names=named) == {frozenset({family[0], family[3]})}


@pytest.mark.parametrize(
    "office",
    [
        ("support@x.test", "support+4711@x.test"),
        ("info@x.test", "info+ann@x.test"),
        ("noreply@x.test", "noreply+1@x.test"),
        ("reply@x.test", "reply+abc@x.test"),
        ("no.reply@gmail.com", "noreply@gmail.com"),
        ("bounces@x.test", "bounces+ann@x.test"),
    ],
)
def test_robots_and_offices_never_join(office: tuple[str, ...]) -> None:
    assert joined(*office) == set()


@given(SOME)
def test_a_hint_joins_only_addresses_of_one_mailbox_each_once(addresses: frozenset[EmailAddress]) -> None:
    links = list(hints(addresses, {}))
    for link in links:
        assert len({mailbox(each) for each in link.addresses}) == 1 < len(link.addresses)
        assert set(link.addresses) <= addresses
    told = [each for link in links for each in link.addresses]
    assert len(told) == len(set(told))


@given(SOME, st.randoms())
def test_the_order_of_addresses_changes_no_hint(addresses: frozenset[EmailAddress], random: Random) -> None:
    shuffled = random.sample(sorted(addresses), len(addresses))
    assert list(hints(shuffled, {})) == list(hints(sorted(addresses), {}))


@given(st.text(), st.text())
def test_names_contradict_each_other_or_none_does(one: str, other: str) -> None:
    assert contradict(one, other) == contradict(other, one)
    assert not contradict(one, one)
    assert not contradict(one, "")


def test_a_hint_is_heard_last() -> None:
    links = [Link(addresses=(), by="hint", word=word) for word in Word]
    assert [link.word for link in links] == [Word.USER, Word.SOURCE, Word.DESTINATION, Word.HINT]
