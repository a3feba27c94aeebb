"""The laws of an enricher."""

from dataclasses import replace

import pytest

from crmsync.connector import EmailAddress, Enricher, PersonView

NOBODY = PersonView(addresses=(EmailAddress("nobody.knows.me@unheard-of.example"),))


class EnricherContract:
    """Every enricher passes it. A subclass gives the fixtures `enricher` and `person`: somebody who gets a tag."""

    @pytest.fixture
    def enricher(self) -> Enricher:
        raise NotImplementedError

    @pytest.fixture
    def person(self) -> PersonView:
        raise NotImplementedError

    def test_somebody_is_tagged(self, enricher: Enricher, person: PersonView) -> None:
        assert list(enricher.enrich(person))

    def test_every_tag_has_a_name_and_says_why(self, enricher: Enricher, person: PersonView) -> None:
        tags = list(enricher.enrich(person))
        assert [tag for tag in tags if not tag.name.strip() or not tag.because.strip()] == []
        assert [tag for tag in tags if ";" in tag.name] == [], "names are joined by semicolons in the CRM"

    def test_the_same_person_gets_the_same_tags(self, enricher: Enricher, person: PersonView) -> None:
        first, other = list(enricher.enrich(person)), list(enricher.enrich(NOBODY))
        assert (list(enricher.enrich(person)), list(enricher.enrich(NOBODY))) == (first, other)

    def test_of_whom_nothing_is_known_nothing_is_said(self, enricher: Enricher) -> None:
        assert list(enricher.enrich(NOBODY)) == []

    def test_further_addresses_take_no_tag_away(self, enricher: Enricher, person: PersonView) -> None:
        wider = replace(person, addresses=(*NOBODY.addresses, *person.addresses))
        assert {tag.name for tag in enricher.enrich(person)} <= {tag.name for tag in enricher.enrich(wider)}
