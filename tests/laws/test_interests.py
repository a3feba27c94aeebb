"""What the enrichers that come along say of people: where they are, and what there is to talk about."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import address

from crmsync.connector import PersonView
from crmsync.identity.addresses import Domain
from crmsync.relationships.domains import Domains, DomainSettings
from crmsync.relationships.interests import Interests, InterestSettings


def at(*addresses: str, others: bool = True) -> dict[str, str]:
    names = {Domain("ac.uk"): "university", Domain("old.ac.uk"): "Old College"}
    view = PersonView(addresses=tuple(map(address, addresses)))
    return {tag.name: tag.because for tag in Domains(DomainSettings(names=names, others=others)).enrich(view)}


def test_a_domain_is_a_tag_under_its_name_or_its_own_and_free_mail_is_none() -> None:
    assert at("ben@partner.test", "ben@gmail.com") == {"partner.test": "ben@partner.test is at a domain of the tag"}
    assert at("ben@physics.new.ac.uk") == {"university": "ben@physics.new.ac.uk is at a domain of the tag"}
    assert at("ben@physics.old.ac.uk") == {"Old College": "ben@physics.old.ac.uk is at a domain of the tag"}
    assert at("ben@partner.test", "ben@new.ac.uk", others=False) == {
        "university": "ben@new.ac.uk is at a domain of the tag"
    }


def topics(
    *subjects: str,
    labels: Iterable[str] = (),
    groups: Iterable[str] = (),
    mine: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
) -> dict[str, str]:
    view = PersonView(
        addresses=(address("ben@mail.test"),),
        name="Ben Okoro",
        labels=frozenset(labels),
        groups=frozenset(groups),
        subjects=subjects,
    )
    return {tag.name: tag.because for tag in Interests(InterestSettings(mine=mine, ignore=ignore)).enrich(view)}


def test_labels_and_groups_are_topics() -> None:
    assert topics(labels=["Sailing"], groups=["Chess"]) == {
        "Sailing": "mail with them carries your label Sailing",
        "Chess": "they are in the group Chess of your contacts",
    }


def test_a_word_is_a_topic_where_three_different_subjects_have_it() -> None:
    two = ("Sailing in June", "Re: sailing in June", "New sailing boat")
    assert topics(*two) == {}
    assert topics(*two, "Sailing, again") == {
        "sailing": "“sailing” stands in 3 subjects of mails and meetings with them"
    }


def test_words_that_anybody_writes_and_their_own_name_are_no_topic() -> None:
    assert topics("Meeting Okoro 1", "Meeting Okoro 2", "Meeting Okoro 3") == {}


def test_a_topic_of_one_s_own_shows_in_one_subject_and_is_told_to_be_one() -> None:
    found = topics("Fwd: On bayesian  statistics!", mine=("Bayesian statistics", "chess"))
    assert found == {
        "Bayesian statistics": "“Bayesian statistics” stands in 1 subject of mails and meetings with them, "
        "and is a topic of your own"
    }
    assert topics("Bayesians", mine=("bayesian",)) == {}


def test_a_topic_that_is_found_twice_is_one_and_what_is_ignored_is_none() -> None:
    found = topics("Sailing 1", "Sailing 2", "Sailing 3", labels=["Sailing", "Later"], ignore=("later",))
    assert found == {"Sailing": "mail with them carries your label Sailing"}


@given(st.lists(st.text(), max_size=6), st.sets(st.text(), max_size=3))
def test_whatever_subjects_say_each_topic_is_one_plain_name(subjects: list[str], labels: set[str]) -> None:
    found = topics(*subjects, labels=labels, mine=("a", "", "!"))
    assert all(name and name == " ".join(name.split()) for name in found)
    assert len({name.casefold() for name in found}) == len(found)


@pytest.mark.parametrize("made", [Domains(DomainSettings()), Interests(InterestSettings())])
def test_nothing_is_said_of_whom_nothing_is_known(made: Domains | Interests) -> None:
    assert list(made.enrich(PersonView(addresses=(address("ben@gmail.com"),)))) == []
