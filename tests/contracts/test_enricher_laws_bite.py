"""Each law of the enricher contract fails on the enricher that breaks it, and an honest one passes all."""

from collections.abc import Iterable
from itertools import count

import pytest

from crmsync.connector import EmailAddress, PersonView, Tag
from crmsync.testing import EnricherContract
from crmsync.testing.abilities import laws_of

BOB = EmailAddress("bob@example.org")
PERSON = PersonView(addresses=(BOB,), name="Bob")


class Honest:
    def enrich(self, person: PersonView) -> Iterable[Tag]:
        if BOB in person.addresses:
            yield Tag(name="client", because="bob@example.org is on the list.")


class KnowsNobody(Honest):
    def enrich(self, person: PersonView) -> Iterable[Tag]:
        return ()


class SaysNothing(Honest):
    def enrich(self, person: PersonView) -> Iterable[Tag]:
        return (Tag(name=tag.name, because=" ") for tag in super().enrich(person))


class SaysAnotherEachTime(Honest):
    def __init__(self) -> None:
        self.count = count()

    def enrich(self, person: PersonView) -> Iterable[Tag]:
        return (Tag(name=f"{tag.name} {next(self.count)}", because=tag.because) for tag in super().enrich(person))


class TagsEverybody(Honest):
    def enrich(self, person: PersonView) -> Iterable[Tag]:
        return [Tag(name="person", because="Everybody is one.")]


class LooksAtTheFirstAddress(Honest):
    def enrich(self, person: PersonView) -> Iterable[Tag]:
        return super().enrich(PersonView(addresses=person.addresses[:1]))


BREAKS = {
    "test_somebody_is_tagged": (KnowsNobody, True),
    "test_every_tag_has_a_name_and_says_why": (SaysNothing, True),
    "test_the_same_person_gets_the_same_tags": (SaysAnotherEachTime, True),
    "test_of_whom_nothing_is_known_nothing_is_said": (TagsEverybody, False),
    "test_further_addresses_take_no_tag_away": (LooksAtTheFirstAddress, True),
}
"""By the law that must fail on it; whether the law takes a person."""


class TestAnHonestEnricher(EnricherContract):
    @pytest.fixture
    def enricher(self) -> Honest:
        return Honest()

    @pytest.fixture
    def person(self) -> PersonView:
        return PERSON


def test_every_law_has_an_enricher_that_breaks_it() -> None:
    assert set(BREAKS) == set(laws_of(EnricherContract))


@pytest.mark.parametrize("law", BREAKS)
def test_the_law_fails_on_the_enricher_that_breaks_it(law: str) -> None:
    kind, takes_person = BREAKS[law]
    with pytest.raises(AssertionError):
        getattr(TestAnHonestEnricher(), law)(kind(), *([PERSON] if takes_person else []))
