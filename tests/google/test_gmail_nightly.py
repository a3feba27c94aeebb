"""The nightly pull over HTTP: what changed, and nothing else."""

import pytest
from gmail_world import ANN, BULK, START, World

from crmsync.connector import Cursor, CursorExpired, Interaction, Page, Signal
from crmsync_google.gmail.labels import MOST_LABELLED
from crmsync_sandbox.meter import Call, Stage


@pytest.fixture
def cursor(world: World) -> Cursor:
    """After a first pull of a mailbox with some of everything."""
    for week in range(5):
        world.post(f"talk {week}")
        world.post(f"talk {week}", "SENT", sender=ANN)
        world.post(f"update {week}", BULK)
    return world.pull()[-1].cursor


def test_a_quiet_night_is_one_request(world: World, cursor: Cursor) -> None:
    pages = world.pull(cursor)
    assert [call.path for call in world.calls] == ["/gmail/v1/users/me/history"]
    assert [len(page.records) for page in pages] == [0]
    assert pages[0].coverage.complete


def test_new_mail_is_told_and_the_next_night_is_quiet(world: World, cursor: Cursor) -> None:
    new = {world.post("talk 1"), world.post("another"), world.post("talk 2", "SENT", sender=ANN)}
    cursor = world.pull(cursor)[-1].cursor
    assert set(world.store.told) == new
    world.pull(cursor)
    assert len(world.calls) == 1


@pytest.mark.parametrize("label", ["DRAFT", "CHAT", "SPAM", "TRASH", BULK, "CATEGORY_PROMOTIONS"])
def test_what_is_no_mail_between_people_costs_nothing(world: World, cursor: Cursor, label: str) -> None:
    world.post("new thread", label)
    pages = world.pull(cursor)
    assert world.gets() == []
    assert world.store.told == []
    assert pages[-1].coverage.unread == label.startswith("CATEGORY")


def test_bulk_in_a_thread_where_ann_wrote_is_told(world: World, cursor: Cursor) -> None:
    answer = world.post("talk 1", BULK)
    world.pull(cursor)
    assert world.store.told == [answer]
    record = world.store.records[answer]
    assert isinstance(record, Interaction)
    assert record.signals == {Signal.CATEGORY}


def test_bulk_in_an_older_thread_of_bulk_stays_unread(world: World, cursor: Cursor) -> None:
    world.post("update 1", BULK)
    pages = world.pull(cursor)
    assert world.store.told == []
    assert pages[-1].coverage.unread == 2


def test_an_answer_to_bulk_brings_what_was_left_unread_in_its_thread(world: World, cursor: Cursor) -> None:
    answer = world.post("update 1", "SENT", sender=ANN)
    world.pull(cursor)
    assert answer in world.store.told
    assert len(world.store.told) == 2


def test_bulk_that_arrives_together_with_its_answer_is_told(world: World, cursor: Cursor) -> None:
    new = [world.post("fresh", BULK), world.post("fresh", "SENT", sender=ANN)]
    world.pull(cursor)
    assert world.store.told == new


def test_a_thread_of_three_new_mails_is_fetched_at_once(world: World, cursor: Cursor) -> None:
    new = [world.post("fresh") for _ in range(3)]
    world.pull(cursor)
    assert world.gets() == [new[0]]
    assert world.gets("threads") == [new[0]]
    assert world.store.told == new


def test_a_label_of_the_users_own_is_told_again(world: World, cursor: Cursor) -> None:
    id = world.post("friend")
    cursor = world.pull(cursor)[-1].cursor
    world.mailbox.label(id, add=["Investors"])
    cursor = world.pull(cursor)[-1].cursor
    assert _labels(world, id) == {"Investors"}
    world.mailbox.label(id, remove=["Investors"])
    cursor = world.pull(cursor)[-1].cursor
    assert world.store.told == [id]
    assert _labels(world, id) == set()
    world.pull(cursor)
    assert world.store.told == []


def test_a_label_put_on_bulk_that_was_left_unread_makes_it_worth_one_request(world: World, cursor: Cursor) -> None:
    thread = [world.post("news", BULK) for _ in range(4)]
    cursor = world.pull(cursor)[-1].cursor
    assert world.store.told == []
    world.mailbox.label(thread[2], add=["Family"])
    cursor = world.pull(cursor)[-1].cursor
    assert world.gets() == world.store.told == [thread[2]]
    assert _labels(world, thread[2]) == {"Family"}
    world.pull(cursor)
    assert len(world.calls) == 1


def test_labelled_bulk_is_told_though_the_rest_of_its_thread_stays_unread(world: World, cursor: Cursor) -> None:
    world.post("news", BULK)
    cursor = world.pull(cursor)[-1].cursor
    world.post("news", BULK)
    labelled = world.post("news", BULK, "Family")
    pages = world.pull(cursor)
    assert world.store.told == [labelled]
    assert pages[-1].coverage.unread == 2


def test_where_a_filter_labels_bulk_the_newest_of_a_night_are_read(world: World, cursor: Cursor) -> None:
    shop = [world.post(f"shop {number}", BULK, "Shops") for number in range(MOST_LABELLED + 5)]
    family = world.post("note", BULK, "Family", "Shops")
    pages = world.pull(cursor)
    assert set(world.gets()) == world.store.mails & {*shop, family} == {*shop[-MOST_LABELLED + 1 :], family}
    assert pages[-1].coverage.unread == 6


def test_new_mail_that_is_read_and_starred_the_same_day_is_told(world: World, cursor: Cursor) -> None:
    id = world.post("friend", "INBOX", "UNREAD")
    world.mailbox.label(id, remove=["UNREAD"])
    world.mailbox.label(id, add=["STARRED"])
    world.pull(cursor)
    assert world.store.told == [id]


def test_a_draft_in_a_thread_that_is_read_whole_is_not_told(world: World, cursor: Cursor) -> None:
    world.post("update 1", "DRAFT", sender=ANN)
    answer = world.post("update 1", "SENT", sender=ANN)
    world.pull(cursor)
    assert len(world.store.told) == 2
    assert world.store.told[-1] == answer


def test_reading_starring_and_archiving_tell_nothing(world: World, cursor: Cursor) -> None:
    id = world.post("friend")
    cursor = world.pull(cursor)[-1].cursor
    world.mailbox.label(id, add=["STARRED", "IMPORTANT"], remove=["INBOX", "UNREAD"])
    world.pull(cursor)
    assert len(world.calls) == 1


@pytest.mark.parametrize("label", ["SPAM", "TRASH", "DRAFT", BULK])
def test_mail_that_comes_out_of_where_it_was_not_read_is_told(world: World, label: str) -> None:
    id = world.post("a", label)
    cursor = world.pull()[-1].cursor
    assert id not in world.store.records
    world.mailbox.label(id, add=["INBOX"], remove=[label])
    world.pull(cursor)
    assert world.store.told == [id]


def test_a_friends_mail_moved_out_of_a_category_loses_its_signal(world: World, cursor: Cursor) -> None:
    id = world.post("talk 1", BULK)
    cursor = world.pull(cursor)[-1].cursor
    world.mailbox.label(id, remove=[BULK])
    world.pull(cursor)
    record = world.store.records[id]
    assert isinstance(record, Interaction)
    assert record.signals == set()


def test_deleted_mail_stays_known_because_the_talk_happened(world: World, cursor: Cursor) -> None:
    known = set(world.store.mails)
    world.mailbox.delete(next(iter(known)))
    world.pull(cursor)
    assert len(world.calls) == 1
    assert world.store.mails == known


def test_new_mail_that_is_gone_by_the_time_it_is_fetched_is_no_trouble(world: World, cursor: Cursor) -> None:
    gone, kept = world.post("x"), world.post("y")
    world.mailbox.delete(gone)
    pages = world.pull(cursor)
    assert world.store.told == [kept]
    assert pages[-1].coverage.complete


def test_a_forgotten_history_is_said_before_any_page_and_a_new_first_pull_heals_it(
    world: World, cursor: Cursor
) -> None:
    new = world.post("missed")
    world.mailbox.forget_history()
    told: list[Page] = []
    with pytest.raises(CursorExpired, match=r"forgotten .* ann@example\.com"):
        told.extend(world.pages(cursor))
    assert told == []
    cursor = world.pull()[-1].cursor
    assert world.store.told == [new]
    world.pull(cursor)
    assert len(world.calls) == 1


def test_a_night_that_stops_midway_tells_the_rest_from_the_same_place(world: World, cursor: Cursor) -> None:
    new = {world.post(f"new {number}") for number in range(250)}
    pages = world.pages(cursor)
    middle = next(pages)
    pages.close()
    assert not middle.coverage.complete
    world.store.told.clear()
    world.pull(middle.cursor)
    assert new <= world.store.mails
    assert len(world.store.told) == 150


def test_a_long_history_is_read_to_its_end(world: World, cursor: Cursor) -> None:
    for _ in range(600):
        id = next(iter(world.store.mails))
        world.mailbox.label(id, add=["STARRED"])
        world.mailbox.label(id, remove=["STARRED"])
    new = world.post("new")
    world.pull(cursor)
    assert world.store.told == [new]


def test_what_the_first_pull_fetched_is_not_fetched_again_because_its_history_began_before(world: World) -> None:
    def arrive(stage: Stage, call: Call) -> None:
        if stage is Stage.AFTER_EFFECT and call.path.endswith("/profile"):
            world.post("between the profile and the list")

    world.sandbox.hooks.append(arrive)
    cursor = world.pull()[-1].cursor
    assert len(world.store.told) == 1
    world.pull(cursor)
    assert world.gets() == []


def test_the_nightly_coverage_reaches_as_far_back_as_the_first_pull(world: World) -> None:
    world.post("a")
    world.store.since = START
    cursor = world.pull()[-1].cursor
    world.store.since = None
    assert world.pull(cursor)[-1].coverage.since == START


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"stage": "nightly"}', '{"stage": "first", "history": "x"}'])
def test_a_cursor_that_is_none_of_ours_asks_for_a_new_pull(world: World, text: str) -> None:
    with pytest.raises(CursorExpired):
        world.pull(Cursor(text))


def _labels(world: World, id: str) -> set[str]:
    record = world.store.records[id]
    assert isinstance(record, Interaction)
    return set(record.labels)


def test_known_mail_moved_into_a_category_is_told_again_though_its_thread_is_read_whole(
    world: World, cursor: Cursor
) -> None:
    old = world.post("letters")
    cursor = world.pull(cursor)[-1].cursor
    world.mailbox.label(old, add=[BULK])
    world.post("letters", BULK)
    pages = world.pull(cursor)
    assert world.store.told == [old]
    assert pages[-1].coverage.unread == 1


def test_sent_mail_that_is_filed_as_bulk_is_told(world: World, cursor: Cursor) -> None:
    id = world.post("an announcement", "SENT", BULK, sender=ANN)
    world.pull(cursor)
    assert world.store.told == [id]
