"""With the readonly scope Gmail is asked for one person after the other, where that is cheaper than waiting for all."""

from urllib.parse import parse_qs

import pytest
from gmail_world import ANN, BULK, World
from hypothesis import given
from hypothesis import strategies as st

from crmsync.connector import EmailAddress, Interaction, Page
from crmsync_google.gmail.asking import AT_ONCE, in_order, portions
from crmsync_google.gmail.cursor import FirstPull, Stage, read

BOB = EmailAddress("bob@example.org")
ZOE = EmailAddress("zoe@example.net")


def queries(world: World) -> list[str]:
    """What Gmail was asked with `q`."""
    return [q for call in world.calls for q in parse_qs(call.query).get("q", ())]


def talk(world: World, thread: str, who: str, length: int = 4) -> list[str]:
    """They write, Ann answers, and so on; a draft lies at its end."""
    ids = [
        world.post(thread, "SENT", sender=ANN, to=who) if number % 2 else world.post(thread, sender=who)
        for number in range(length)
    ]
    world.post(thread, "DRAFT", sender=ANN, to=who)
    return ids


def an_old_mailbox(world: World) -> dict[str, list[str]]:
    """Bob wrote last long ago, and once he wrote without an answer; since then Ann has talked with many others."""
    old = {"talk": talk(world, "bob", BOB), "letter": [world.post("letter", sender=BOB)]}
    for number in range(60):
        talk(world, f"talk {number}", f"p{number}@example.net")
        world.post(f"letter {number}", sender=f"p{number}@example.net")
    return old


def mails(world: World) -> list[Interaction]:
    return [record for record in world.store.records.values() if isinstance(record, Interaction)]


def told(page: Page) -> list[str]:
    return [record.id for record in page.records if isinstance(record, Interaction)]


def stage(page: Page) -> Stage:
    place = read(page.cursor)
    assert isinstance(place, FirstPull)
    return place.stage


def test_who_matters_most_is_known_before_all_others(world: World) -> None:
    old = an_old_mailbox(world)
    world.access, world.store.people = "readonly", {BOB}
    pages = world.pages()
    next(pages)
    assert set(told(next(pages))) == {*old["talk"], *old["letter"]}
    assert sorted(queries(world)) == [f"from:{BOB}", f"to:{BOB}"]


def test_a_person_costs_about_fifty_units(world: World) -> None:
    an_old_mailbox(world)
    people = {EmailAddress(f"p{number}@example.net") for number in range(40)}
    world.access, world.store.people = "readonly", people
    pages = world.pages()
    next(pages)
    before = world.sandbox.meter.units[ANN]
    while {record.participants[1].address for record in mails(world) if record.sent} < people:
        assert stage(next(pages)) is Stage.DATES
    assert (world.sandbox.meter.units[ANN] - before) / len(people) < 60
    assert {record.participants[1].address for record in mails(world) if record.sent} == people
    pages.close()


@pytest.mark.parametrize("people", [{BOB}, {BOB, ZOE, *(f"p{number}@example.net" for number in range(10))}, set()])
def test_what_is_fetched_first_is_not_paid_twice(world: World, people: set[EmailAddress]) -> None:
    an_old_mailbox(world)
    world.pull()
    plain, mails = len(world.gets()), world.store.mails
    world.store.records.clear()
    world.access, world.store.people = "readonly", people
    world.pull()
    assert len(world.gets()) == plain
    assert world.store.mails == mails


def test_where_all_is_as_cheap_nobody_is_asked_for(world: World) -> None:
    talk(world, "bob", BOB)
    world.access, world.store.people = "readonly", {BOB, ZOE}
    world.pull()
    assert queries(world) == []


def test_with_the_metadata_scope_nothing_is_searched_and_nobody_is_named(world: World) -> None:
    an_old_mailbox(world)
    world.store.people = {BOB}
    world.pull()
    assert queries(world) == []


def test_once_it_is_known_whom_self_wrote_to_their_letters_come_before_the_rest(world: World) -> None:
    talk(world, "bob", BOB)
    letter = world.post("letter", sender=BOB)
    for number in range(40):
        world.post(f"letter {number}", sender=ZOE)
    world.access = "readonly"
    pages = world.pages()
    for page in pages:
        if page.coverage.sent:
            world.store.people = {BOB}
            break
    page = next(pages)
    assert stage(page) is Stage.RECEIVED
    assert told(page) == [letter]
    assert queries(world) == [f"from:{BOB}"]


def test_bulk_that_nobody_answered_does_not_stand_before_a_persons_letter(world: World) -> None:
    letter = world.post("letter", sender=BOB)
    bulk = world.post("bulk", BULK, sender=BOB)
    for number in range(40):
        talk(world, f"talk {number}", ZOE)
    world.access, world.store.people = "readonly", {BOB}
    pages = world.pages()
    next(pages)
    assert told(next(pages)) == [letter]
    list(pages)
    assert bulk not in world.store.records


def test_what_others_sent_to_somebody_does_not_stand_before_what_self_did(world: World) -> None:
    note = world.post("note", "SENT", sender=ANN, to=BOB)
    world.post("crowd", sender=ZOE, to=f"{ANN}, {BOB}")
    for number in range(40):
        talk(world, f"talk {number}", ZOE)
    world.access, world.store.people = "readonly", {BOB}
    pages = world.pages()
    next(pages)
    assert told(next(pages)) == [note]


def test_a_pull_that_stops_goes_on_with_the_people_who_were_not_asked_for(world: World) -> None:
    people = {EmailAddress(f"p{number}@example.net") for number in range(3 * AT_ONCE)}
    for address in sorted(people):
        talk(world, address, address)
    for number in range(100):
        talk(world, f"talk {number}", BOB)
    world.access, world.store.people = "readonly", people
    cursor, asked, stops = None, [], 0
    while stage(page := _second_page(world, cursor)) is Stage.DATES:
        asked += queries(world)
        cursor, stops = page.cursor, stops + 1
        assert "@" not in cursor
    assert stops >= 2
    assert {q.partition(":")[2] for q in asked} == people
    assert len(asked) <= 2 * (len(people) + stops * AT_ONCE), "at worst those of one portion are asked for again"
    world.pull(page.cursor)
    assert len(world.store.mails) == 4 * (len(people) + 100)


def test_people_of_whom_nothing_is_found_are_not_asked_for_again(world: World) -> None:
    for number in range(100):
        talk(world, f"talk {number}", BOB)
    world.access = "readonly"
    world.store.people = {EmailAddress(f"p{number}@example.net") for number in range(2 * AT_ONCE)}
    cursor, asked = None, []
    for _ in range(2):
        assert told(_second_page(world, cursor)) == []
        asked += queries(world)
        cursor = world.cursor
    assert len(asked) == len(set(asked)) == 2 * len(world.store.people)


def _second_page(world: World, cursor: object) -> Page:
    """The first that tells mail; then the pull stops."""
    world.sandbox.meter.reset()
    pages = world.pages(cursor)  # type: ignore[arg-type] # a cursor or None
    page = [next(pages), next(pages)][-1]
    pages.close()
    return page


@given(st.sets(st.from_regex(r"[a-z]{1,3}@x\.org", fullmatch=True).map(EmailAddress), max_size=80))
def test_everybody_is_asked_for_once_and_no_mark_tells_who(people: set[EmailAddress]) -> None:
    everybody = in_order(people)
    assert sorted(person.address for person in everybody) == sorted(people)
    assert [person for some in portions(everybody) for person in some] == everybody
    for place, person in enumerate(everybody):
        assert in_order(people, after=person.mark) == [one for one in everybody[place + 1 :] if one.mark > person.mark]


@pytest.mark.parametrize("address", ['"a b"@x.org', "a{b}@x.org", "(a)@x.org", "a,b@x.org", 'a"b@x.org', "a:b@x.org"])
def test_an_address_that_a_search_would_read_as_more_than_a_word_is_not_asked_for(address: str) -> None:
    assert in_order([EmailAddress(address)]) == []
