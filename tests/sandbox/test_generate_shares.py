"""The year has the shares of mail that it promises."""

import time
from collections import Counter
from datetime import timedelta

import pytest
from generated import UNTIL, YEARS, generated

from crmsync_sandbox.generate.truth import Entry, Kind, Sort, Year
from crmsync_sandbox.generate.year import year

BULK_TABS = {"CATEGORY_PROMOTIONS", "CATEGORY_SOCIAL", "CATEGORY_UPDATES", "CATEGORY_FORUMS"}


@pytest.fixture(params=list(YEARS))
def made(request: pytest.FixtureRequest) -> Year:
    return generated(request.param)


def entries(made: Year, *sorts: Sort) -> list[Entry]:
    pairs = zip(made.life.mails, made.truth.notes, strict=True)
    return [Entry(mail=mail, note=note) for mail, note in pairs if note.sort in sorts]


def share(part: int, whole: int) -> float:
    return part / whole


def test_has_the_messages_and_people_asked_for() -> None:
    made = generated("usual")
    wrote_or_read = {address for note in made.truth.notes for address in (note.writer, *note.readers)}
    rhythmic = [
        each for each in made.truth.correspondents if each.kind.human and each.kind not in {Kind.MEMBER, Kind.STRANGER}
    ]
    assert len(made.life.mails) == 3200
    assert len([each for each in rhythmic if each.address in wrote_or_read]) == 221, "220 and the assistant"


def test_has_exactly_the_messages_asked_for(made: Year) -> None:
    assert len(made.life.mails) in {400, 1500, 3200, 20_000}
    assert len(made.truth.notes) == len(made.life.mails)


def test_forty_five_percent_is_bulk(made: Year) -> None:
    bulk = entries(made, Sort.NEWSLETTER, Sort.NOTIFICATION, Sort.LIST)
    assert share(len(bulk), len(made.life.mails)) == pytest.approx(0.45, abs=0.002)


def test_a_tenth_of_the_bulk_has_no_category(made: Year) -> None:
    bulk = entries(made, Sort.NEWSLETTER, Sort.NOTIFICATION, Sort.LIST)
    unfiled = [entry for entry in bulk if not entry.mail.labels & BULK_TABS]
    assert share(len(unfiled), len(bulk)) == pytest.approx(0.10, abs=0.005)


def test_newsletters_notifications_and_list_mail_are_all_there(made: Year) -> None:
    for sort in (Sort.NEWSLETTER, Sort.NOTIFICATION, Sort.LIST):
        assert share(len(entries(made, sort)), len(made.life.mails)) > 0.05


def test_a_human_conversation_has_two_and_a_half_mails(made: Year) -> None:
    human = entries(made, Sort.HUMAN)
    assert len(human) / len({entry.mail.thread for entry in human}) == pytest.approx(2.5, abs=0.05)


def test_conversations_differ_in_length(made: Year) -> None:
    lengths = Counter(Counter(entry.mail.thread for entry in entries(made, Sort.HUMAN)).values())
    assert {1, 2, 3, 5} <= lengths.keys()


def test_fifteen_percent_is_sent(made: Year) -> None:
    sent = [mail for mail in made.life.mails if "SENT" in mail.labels]
    assert share(len(sent), len(made.life.mails)) == pytest.approx(0.15, abs=0.01)


def test_five_percent_of_human_mail_lies_under_a_bulk_category(made: Year) -> None:
    human = entries(made, Sort.HUMAN)
    filed = [entry for entry in human if entry.mail.labels & BULK_TABS]
    assert share(len(filed), len(human)) == pytest.approx(0.05, abs=0.005)


def test_everything_a_client_wrote_can_lie_under_bulk_categories() -> None:
    made = generated("usual")
    client = next(each.address for each in made.truth.of(Kind.CLIENT) if _always_filed(made, each.address))
    answered = [n for n in made.truth.notes if n.writer == made.truth.owner.address and client in n.readers]
    assert answered


def _always_filed(made: Year, address: str) -> bool:
    wrote = [entry for entry in entries(made, Sort.HUMAN) if entry.note.writer == address]
    return bool(wrote) and all(entry.mail.labels & BULK_TABS for entry in wrote if "SENT" not in entry.mail.labels)


def test_mail_is_in_order_and_within_the_period_but_for_two_odd_stamps(made: Year) -> None:
    times = [mail.at for mail in made.life.mails]
    outside = [at for at in times if not UNTIL - timedelta(days=6.6 * 365) <= at <= UNTIL]
    assert times == sorted(times)
    assert len(outside) == (0 if made is generated("plain") else 2)


def test_the_crm_knows_half_of_the_people_some_nobody_wrote_to_and_one_machine() -> None:
    made = generated("usual")
    by_address = {address: each for each in made.truth.correspondents for address in each.addresses}
    known = [by_address.get(contact.email) for contact in made.life.contacts]
    people = [each for each in known if each and each.kind.human]
    assert len([each for each in people if each.kind is not Kind.MET]) == 110
    assert len(people) - 110 + known.count(None) == 4
    assert [each.kind for each in known if each and not each.kind.human] == [Kind.ROBOT]


def test_of_several_addresses_the_crm_has_either_as_its_own_and_may_miss_the_rest() -> None:
    made = generated("usual")
    several = {each.addresses for each in made.truth.correspondents if len(each.addresses) > 1}
    seen = {
        (contact.email == addresses[0], bool(contact.additional_emails))
        for contact in made.life.contacts
        for addresses in several
        if contact.email in addresses
    }
    assert seen == {(True, True), (True, False), (False, True), (False, False)}


def test_is_made_quickly() -> None:
    begin = time.process_time()
    year(until=UNTIL)
    usual = time.process_time() - begin
    year(until=UNTIL, messages=20_000)
    assert usual < 1
    assert time.process_time() - begin - usual < 5
