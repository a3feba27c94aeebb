"""Generated calendars and address books, as records, judged by what their author knows of who met whom."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pytest
from made_up import address, counted, touched
from recorded_meetings import records
from true_dates import TrueLife, known_whole

from crmsync.connector import EmailAddress
from crmsync.relationships.dates import dates
from crmsync.relationships.touch import Touch
from crmsync_sandbox.generate.truth import Correspondent, Year
from crmsync_sandbox.generate.year import year

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
Met = Mapping[EmailAddress, Sequence[Touch]]


@pytest.fixture(scope="module", params=range(1, 7))
def told(request: pytest.FixtureRequest) -> Year:
    return year(seed=request.param, until=NOW, people=120, messages=1500)


@pytest.fixture(scope="module")
def met(told: Year) -> Met:
    """Everybody's touches by the calendar alone, where the address book and the CRM say who is one."""
    books = [card.emails for card in told.life.cards]
    crm = [(contact.email, *contact.additional_emails) for contact in told.life.contacts]
    links = [[address(each) for each in some] for some in (*books, *crm)]
    own = frozenset(map(address, told.truth.owner.addresses))
    return touched(*records(told.life.meetings, NOW), until=NOW, links=links, own=own)


def of(met: Met, who: Correspondent) -> Sequence[Touch]:
    return next((met[address(each)] for each in who.addresses if each in met), ())


@pytest.fixture(scope="module")
def life(told: Year) -> TrueLife:
    return TrueLife(told, NOW)


def test_the_last_and_the_next_meeting_with_everybody_are_the_true_ones(told: Year, life: TrueLife, met: Met) -> None:
    wrong = []
    for who in known_whole(told):
        seen = dates(of(met, who))
        last = seen.last_meeting.at if seen.last_meeting else None
        ahead = seen.next_meeting.began if seen.next_meeting else None
        true = life.dates(who)
        if (last, ahead) != (true.last_meeting, true.next_meeting):
            wrong.append((who.kind, who.address, last, ahead, true))
    assert wrong == []


def test_every_meeting_counts_once(told: Year, life: TrueLife, met: Met) -> None:
    for who in known_whole(told):
        assert sum(touch.counts for touch in of(met, who)) == life.dates(who).meetings, who.address


def test_there_are_people_of_whom_only_a_card_says_that_they_are_one(told: Year, life: TrueLife, met: Met) -> None:
    crm = [{contact.email, *contact.additional_emails} for contact in told.life.contacts]
    joined = [w for w in known_whole(told) if len(w.addresses) > 1 and not any(set(w.addresses) <= c for c in crm)]
    assert [who for who in joined if len(of(met, who)) > 1]
    assert not [who.address for who in joined if counted(met, address(who.addresses[0])) != life.dates(who).meetings]
