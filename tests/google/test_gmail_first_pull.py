"""The first pull over HTTP: everything once, in the right order, resumable after every page."""

from datetime import timedelta

import pytest
from gmail_world import ANN, BULK, START, World

from crmsync.connector import Channel, Contact, Interaction, Participant, Role, Signal
from crmsync_google.gmail.fetching import BATCH
from crmsync_google.gmail.labels import MOST_LABELLED
from crmsync_google.workers import AHEAD


def a_mixed_mailbox(world: World) -> set[str]:
    """Threads of all kinds; the ids of the messages that matter."""
    wanted: set[str] = set()
    for week in range(40):
        wanted.add(world.post(f"talk {week}"))
        wanted.add(world.post(f"talk {week}", "SENT", sender=ANN))
        wanted.update(world.post(f"talk {week}") for _ in range(week % 4))
        wanted.add(world.post(f"letter {week}"))
        wanted.add(world.post(f"answered update {week}", BULK))
        wanted.add(world.post(f"answered update {week}", "SENT", sender=ANN))
        for label in (BULK, "CATEGORY_PROMOTIONS", "CATEGORY_SOCIAL", "CATEGORY_FORUMS"):
            world.post(f"{label} {week}", label)
        for label in ("DRAFT", "CHAT", "SPAM", "TRASH"):
            world.post(f"talk {week}", label)
    return wanted


def test_everything_that_matters_is_told_once(world: World) -> None:
    wanted = a_mixed_mailbox(world)
    pages = world.pull()
    assert world.store.mails == wanted
    assert len(world.store.told) == len(set(world.store.told))
    assert [page.coverage.complete for page in pages] == [False] * (len(pages) - 1) + [True]
    assert pages[-1].coverage.unread == 160
    assert pages[-1].remaining == 0
    assert pages[0].remaining == len(wanted)


def test_bulk_under_a_label_of_the_users_own_is_told_up_to_the_newest_of_each_label(world: World) -> None:
    world.post("a note", BULK, "Family")
    shop = [world.post(f"shop {number}", BULK, "Shops") for number in range(MOST_LABELLED + 5)]
    family = world.post("another note", BULK, "Family", "Shops")
    mails = [world.post(f"mail {number}", "INBOX", "Shops") for number in range(MOST_LABELLED + 5)]
    pages = world.pull()
    first = min(world.store.mails)
    assert world.store.mails == {first, family, *mails, *shop[-MOST_LABELLED + 1 :]}
    assert pages[-1].coverage.unread == 6


def test_a_draft_or_spam_under_a_label_is_no_mail(world: World) -> None:
    for hidden in ("DRAFT", "CHAT", "SPAM", "TRASH"):
        world.post(f"{hidden} thread", BULK, "Family", hidden)
    world.pull()
    assert world.gets() == []


def test_no_message_or_thread_is_asked_for_twice(world: World) -> None:
    a_mixed_mailbox(world)
    world.pull()
    assert len(world.gets()) == len(set(world.gets()))


def test_threads_with_sent_mail_come_first_and_newest_first(world: World) -> None:
    old_talk = world.post("a", "SENT")
    alone = [world.post("b"), world.post("c")]
    new_talk = world.post("d", "SENT")
    world.pull()
    assert world.store.told == [new_talk, old_talk, *reversed(alone)]


def test_what_self_sent_is_known_before_the_rest_is(world: World) -> None:
    a_mixed_mailbox(world)
    sent: set[str] = set()
    for page in world.pages():
        if not page.coverage.sent:
            assert not page.coverage.complete
            continue
        sent = sent or {id for id, record in world.store.records.items() if isinstance(record, Interaction)}
    everything = [record for record in world.store.records.values() if isinstance(record, Interaction)]
    two_way = {record.thread for record in everything if record.sent}
    assert sent == {record.id for record in everything if record.thread in two_way}
    assert sent < world.store.mails


def test_a_pull_that_goes_on_in_the_rest_still_knows_what_was_sent(world: World) -> None:
    a_mixed_mailbox(world)
    pages = world.pages()
    cursor = next(page.cursor for page in pages if page.coverage.sent)
    pages.close()
    assert all(page.coverage.sent for page in world.pull(cursor))


def test_three_messages_of_a_thread_cost_one_request_and_two_cost_two(world: World) -> None:
    two, three = "two", "three"
    messages = [world.post(two), world.post(two), world.post(three), world.post(three), world.post(three)]
    world.pull()
    assert set(world.gets("messages")) == set(messages[:2])
    assert world.gets("threads") == [messages[2]]
    assert world.caller.tally.units[ANN] == world.sandbox.meter.units[ANN]


def test_the_first_page_says_how_long_the_quota_makes_it_take(world: World) -> None:
    a_mixed_mailbox(world)
    first, *_ = pages = world.pull()
    assert first.minutes
    units = 20 * len(world.gets("messages")) + 40 * len(world.gets("threads"))
    assert round(first.minutes * world.units_per_minute) == units
    assert pages[-1].minutes == 0


def test_a_pull_that_stops_after_any_page_goes_on_from_its_cursor(world: World) -> None:
    wanted = a_mixed_mailbox(world)
    cursor, stops = None, 0
    while True:
        pages = world.pages(cursor)
        page = next(pages)
        page = next(pages, page)
        pages.close()
        if page.coverage.complete:
            break
        cursor, stops = page.cursor, stops + 1
    assert stops > 2
    assert world.store.mails == wanted
    assert len(world.store.told) == len(set(world.store.told))


def test_a_resumed_pull_keeps_the_place_it_took_before_it_first_listed(world: World) -> None:
    a_mixed_mailbox(world)
    pages = world.pages()
    cursor = [next(pages), next(pages)][-1].cursor
    pages.close()
    told = world.store.told[0]
    world.mailbox.label(told, add=["Investors"])
    cursor = world.pull(cursor)[-1].cursor
    assert told not in world.store.told
    world.pull(cursor)
    record = world.store.records[told]
    assert isinstance(record, Interaction)
    assert record.labels == {"Investors"}


def test_what_is_known_is_not_fetched_again(world: World) -> None:
    a_mixed_mailbox(world)
    world.pull()
    new = world.post("talk 3")
    world.pull()
    assert world.gets() == [new]


def test_of_a_thread_that_is_fetched_whole_only_what_is_new_is_told(world: World) -> None:
    world.post("talk")
    world.pull()
    new = [world.post("talk") for _ in range(3)]
    world.pull()
    assert len(world.gets("threads")) == 1
    assert world.store.told == new


def test_an_empty_mailbox_is_complete_at_once(world: World) -> None:
    pages = world.pull()
    assert pages[-1].coverage.complete
    assert world.store.mails == set()


def test_the_owner_is_told_first_with_aliases_only_where_they_may_be_read(world: World) -> None:
    world.mailbox.aliases.append("Ann@Work.example")
    [owner] = world.pull()[0].records
    assert owner == Contact(id=ANN, addresses=(ANN,), own=True)
    world.access = "readonly"
    [owner] = world.pull()[0].records
    assert isinstance(owner, Contact)
    assert owner.addresses == (ANN, "ann@work.example")


def test_a_message_is_told_with_all_that_its_headers_say(world: World) -> None:
    id = world.post(
        "a", "INBOX", BULK, "SENT", "Investors", Cc="Eve <EVE@x.org>", Message_ID="<1@x.org>", List_Id="News <N.x.org>"
    )
    world.pull()
    assert world.store.records[id] == Interaction(
        id=id,
        channel=Channel.MAIL,
        at=START + timedelta(minutes=1),
        participants=(
            Participant(address="bob@example.org", role=Role.FROM, name="Bob Stone"),  # type: ignore[arg-type] # normal
            Participant(address=ANN, role=Role.TO),
            Participant(address="eve@x.org", role=Role.CC, name="Eve"),  # type: ignore[arg-type] # normal
        ),
        thread=id,
        key="1@x.org",
        sent=True,
        signals=frozenset({Signal.LIST, Signal.CATEGORY}),
        list_id="n.x.org",
        labels=frozenset({"Investors"}),
    )


def test_a_mail_without_sender_is_skipped_and_stops_nothing(world: World) -> None:
    bad = world.post("a", sender="nobody")
    good = world.post("b")
    world.pull()
    assert world.store.mails == {good}
    assert world.store.told == [good, bad]


def test_a_mail_that_goes_away_before_it_is_fetched_is_no_trouble(world: World) -> None:
    ids = [world.post(f"{number}") for number in range(150)]
    pages = world.pages()
    next(pages)
    world.mailbox.delete(ids[0])
    assert list(pages)[-1].coverage.complete
    assert world.store.mails == set(ids[1:])
    assert world.gets().count(ids[0]) == 1


def test_a_page_of_which_all_is_gone_does_not_look_like_the_horizon(world: World) -> None:
    ids = [world.post(f"{number}") for number in range(150)]
    world.store.since = START
    pages = world.pages()
    next(pages)
    for id in ids[50:]:
        world.mailbox.delete(id)
    assert list(pages)[-1].coverage.complete
    assert world.store.mails == set(ids[:50])


@pytest.mark.parametrize("talk", [True, False])
def test_the_horizon_stops_a_group_after_a_page_that_lies_before_it(world: World, talk: bool) -> None:
    labels = ("SENT",) if talk else ("INBOX",)
    ids = [world.post(f"{day}", *labels, at=START + timedelta(days=day)) for day in range(600)]
    world.store.since = START + timedelta(days=550)
    pages = world.pull()
    assert set(ids[550:]) <= world.store.mails
    assert len(world.store.mails) == 200
    assert len(world.gets()) < 200 + AHEAD * BATCH
    assert pages[-1].coverage.since == world.store.since
    assert pages[-1].coverage.complete


def test_with_the_readonly_scope_nothing_before_the_horizon_is_even_listed(world: World) -> None:
    ids = [world.post(f"{day}", "SENT", at=START + timedelta(days=day)) for day in range(50)]
    world.access = "readonly"
    world.store.since = START + timedelta(days=40)
    pages = world.pull()
    assert world.store.mails == set(ids[40:])
    assert len(world.gets()) == 10
    assert pages[-1].coverage.complete


def test_an_old_thread_with_a_new_answer_is_within_the_horizon(world: World) -> None:
    old = [world.post("old", at=START) for _ in range(3)]
    for number in range(250):
        world.post(f"{number}", at=START + timedelta(days=1))
    new = world.post("old", at=START + timedelta(days=30))
    world.store.since = START + timedelta(days=20)
    world.pull()
    assert {*old, new} <= world.store.mails


def test_what_lies_before_the_horizon_is_not_counted_as_left_to_do(world: World) -> None:
    for day in range(250):
        world.post(f"talk {day}", "SENT", at=START + timedelta(days=day))
    for number in range(120):
        world.post(f"letter {number}", at=START + timedelta(days=249))
    world.store.since = START + timedelta(days=249)
    assert [page.remaining for page in world.pull()] == [370, 270, 170, 120, 20, 0, 0]


def test_names_of_labels_are_asked_once_and_by_a_night_only_where_they_are_needed(world: World) -> None:
    cursor = world.pull()[-1].cursor
    world.post("a")
    world.pull(cursor)
    assert [call.path for call in world.calls if call.path.endswith("/labels")] == []
    for number in range(150):
        world.post(f"{number}", "INBOX", "Investors")
    world.pull()
    assert len([call for call in world.calls if call.path.endswith("/labels")]) == 1
