"""A record of conversations in the CRM, by choice, through the real commands."""

import json
import os
import shutil
import signal
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from endings import keeps_secrets, says
from small_world import ANN, NOW, SmallWorld, Start, crm, rewrite, tables
from test_storms_at_the_crm import CALM, MOST_RUNS, storm

from crmsync_sandbox.hubspot.records import Record
from crmsync_sandbox.hubspot.state import State
from crmsync_sandbox.life import CrmContact, Guest, Meeting
from crmsync_sandbox.meter import Call, Stage

BEA, CARL, FAY, GUS = "bea@one.test", "carl@two.test", "fay@five.test", "gus@six.test"
MUM, BANK, STRANGER = "mum@family.test", "clerk@bank.test", "sam@strange.test"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ALL = 71
"""Mails of the small world that count with somebody in the CRM: one of Gus, the others of five friends."""
SCOPES = ("gmail.metadata", "calendar.calendarlist.readonly", "calendar.events.readonly")


SET_UP: dict[tuple[str, ...], State] = {}
"""The CRM after `setup`, by what is logged; each is made once."""
LOGGED: list[Start] = []
"""After a backfill that has logged every mail; made once."""


def choose(folder: Path, *channels: str, at_most: int = 500) -> None:
    log = f"log = {json.dumps(channels)}\nlog_at_most = {at_most}\n"
    rewrite(folder, 'connector = "hubspot"\n', f'connector = "hubspot"\n{log}')


def logging(world: SmallWorld, *channels: str, at_most: int = 500) -> Path:
    """A folder whose destination keeps a record of `channels`, set up."""
    made = world.folder()
    choose(made, *channels, at_most=at_most)
    if channels not in SET_UP:
        world.done(made, "setup", "--yes")
        SET_UP[channels] = world.sandbox.portal.snapshot()
    world.sandbox.portal.reset(SET_UP[channels])
    return made


def emails(world: SmallWorld, contact: str) -> list[Record]:
    return [one for one in world.sandbox.portal.emails_of(contact) if one.archived_at is None]


def meetings(world: SmallWorld, contact: str) -> list[Record]:
    return [one for one in world.sandbox.portal.meetings_of(contact) if one.archived_at is None]


def everything(world: SmallWorld) -> dict[str, dict[str, str]]:
    held = world.sandbox.portal.dump()["emails"]
    return {id: one["properties"] for id, one in held.items() if one["archived_at"] is None}


@pytest.fixture
def folder(ready: SmallWorld) -> Path:
    return logging(ready, "mail")


@pytest.fixture
def logged(ready: SmallWorld, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not LOGGED:
        ready.done(folder, "backfill", "--yes")
        kept = tmp_path_factory.mktemp("logged")
        shutil.copy2(folder / "crmsync.db", kept)
        LOGGED.append(Start(portal=ready.sandbox.portal.snapshot(), folder=kept))
    return again(ready, LOGGED[0])


def again(world: SmallWorld, start: Start) -> Path:
    """The CRM and a folder as they were at `start`, where mails are logged."""
    world.sandbox.portal.reset(start.portal)
    made = world.folder(like=start.folder)
    choose(made, "mail")
    return made


def test_every_mail_that_counts_is_logged_once_and_the_next_night_is_quiet(ready: SmallWorld, folder: Path) -> None:
    run = ready.done(folder, "backfill", "--yes").json
    assert run["changes"]["log_interaction"] == len(everything(ready)) == ALL
    assert Counter(one["hs_email_direction"] for one in everything(ready).values()) == {
        "EMAIL": 35,
        "INCOMING_EMAIL": 36,
    }
    assert [one.value("hs_timestamp") for one in emails(ready, GUS)] == ["2026-11-11T09:00:00.000Z"]
    before = ready.sandbox.portal.dump()
    again = ready.done(folder, "sync").json
    assert again["changes"] == {}
    assert ready.sandbox.portal.dump() == before


def test_nothing_is_logged_unless_it_is_chosen(ready: SmallWorld) -> None:
    plain = ready.folder()
    ready.done(plain, "backfill", "--yes")
    assert everything(ready) == {}
    assert [call for call in ready.sandbox.meter.log if "emails" in call.path or "meetings" in call.path] == []


def test_a_mail_to_many_is_about_those_in_the_crm_and_names_nobody_else(ready: SmallWorld, folder: Path) -> None:
    rewrite(folder, "[store]\n", "[store]\nstore_subjects = true\n")
    ready.sandbox.portal.load(CrmContact(email=BANK))
    ready.post(f"Ann <{ANN}>", f"{BEA}, {CARL}, {MUM}, {BANK}, {STRANGER}", NOW - HOUR, "many")
    ready.done(folder, "backfill", "--yes")
    [of_bea] = [one for one in emails(ready, BEA) if one.value("hs_timestamp").startswith("2026-11-18T08:00")]
    assert of_bea.id in {one.id for one in emails(ready, CARL)}
    named = json.loads(of_bea.value("hs_email_headers"))
    assert named["to"] == [{"email": BEA}, {"email": CARL}]
    assert emails(ready, MUM) == emails(ready, BANK) == []
    everywhere = repr(everything(ready))
    for hidden in (MUM, BANK, STRANGER):
        assert hidden not in everywhere
    assert "hs_email_subject" not in of_bea.properties


def test_a_subject_goes_only_where_subjects_are_stored(ready: SmallWorld, folder: Path) -> None:
    rewrite(folder, "[store]\n", "[store]\nstore_subjects = true\n")
    ready.done(folder, "backfill", "--yes")
    assert {one.value("hs_email_subject") for one in emails(ready, BEA)} == {"CANARY subject"}


def test_without_stored_subjects_nothing_private_leaves(ready: SmallWorld, folder: Path) -> None:
    ended = ready.done(folder, "backfill", "--yes")
    assert {one.get("hs_email_subject") for one in everything(ready).values()} == {None}
    assert MUM not in repr(everything(ready))
    keeps_secrets(folder, ended)


def test_what_hubspots_own_connection_has_logged_is_not_logged_again(ready: SmallWorld, folder: Path) -> None:
    theirs = ready.sandbox.portal.people.log_email(GUS, (NOW - 7 * DAY).isoformat(), "INCOMING_EMAIL")
    run = ready.done(folder, "backfill", "--yes").json
    assert [one.id for one in emails(ready, GUS)] == [theirs]
    assert run["changes"]["log_interaction"] == ALL - 1
    ready.sandbox.portal.people.delete_activity("emails", theirs)
    assert ready.done(folder, "sync").json["changes"] == {}


def test_a_backlog_goes_the_newest_first_in_portions_over_the_nights(ready: SmallWorld) -> None:
    folder = logging(ready, "mail", at_most=25)
    ready.done(folder, "backfill", "--yes")
    newest = sorted((one["hs_timestamp"] for one in everything(ready).values()), reverse=True)
    assert len(newest) == 25
    counts = [ready.done(folder, "sync").json["changes"].get("log_interaction", 0) for _ in range(3)]
    assert counts == [25, 21, 0]
    assert sorted((one["hs_timestamp"] for one in everything(ready).values()), reverse=True)[:25] == newest


def test_a_plan_counts_what_would_be_logged_and_what_is_left(ready: SmallWorld) -> None:
    folder = logging(ready, "mail", at_most=25)
    ready.done(folder, "backfill", "--yes")
    shown = ready.done(folder, "plan").json["crm"]
    assert Counter(change["kind"] for change in shown["changes"]) == {"log_interaction": 25}
    assert shown["unlogged"] == 21


def test_the_first_time_must_be_confirmed_where_values_went_before(ready: SmallWorld) -> None:
    plain = ready.folder()
    ready.done(plain, "backfill", "--yes")
    choose(plain, "mail", at_most=25)
    ready.done(plain, "setup", "--yes")
    says(ready.crmsync(plain, "sync"), 3, "it is the first time that conversations are logged there: 25 now, and 46")
    assert everything(ready) == {}
    ready.done(plain, "sync", "--yes")
    assert ready.done(plain, "sync").json["changes"] == {"log_interaction": 25}


def test_undo_archives_what_a_run_logged_and_it_is_not_logged_again(ready: SmallWorld, logged: Path) -> None:
    ready.post(f"Ann <{ANN}>", BEA, NOW - HOUR, "again")
    run = ready.done(logged, "sync").json["run"]
    undone = ready.done(logged, "undo", str(run), "--yes").json
    assert undone["changes"]["archive_logged"] == 1
    assert len(everything(ready)) == ALL
    assert "log_interaction" not in ready.done(logged, "sync").json["changes"]
    assert ready.done(logged, "undo", str(run), "--yes").json["changes"] == {}


def test_what_a_person_deleted_stays_deleted(ready: SmallWorld, logged: Path) -> None:
    [held] = emails(ready, GUS)
    ready.sandbox.portal.people.delete_activity("emails", held.id)
    assert ready.done(logged, "sync").json["changes"] == {}


@pytest.mark.parametrize("last", ["mum@family.test", "@bank.test"])
def test_who_becomes_personal_or_never_to_be_logged_is_withdrawn(ready: SmallWorld, logged: Path, last: str) -> None:
    rewrite(logged, f'"{last}"]', f'"{last}", "{GUS}"]')
    changes = ready.done(logged, "sync").json["changes"]
    assert changes["archive_logged"] == 1
    assert emails(ready, GUS) == []


def test_more_than_a_few_records_are_not_withdrawn_unasked(ready: SmallWorld, logged: Path) -> None:
    friends = ", ".join(f'"{one}"' for one in (BEA, CARL))
    rewrite(logged, '"mum@family.test"]', f'"mum@family.test", {friends}]')
    says(ready.crmsync(logged, "sync"), 3, "34 logged conversations would be archived (limit 20)")
    assert len(everything(ready)) == ALL


def test_the_same_mail_in_two_mailboxes_is_logged_once(ready: SmallWorld, logged: Path) -> None:
    ready.post(f"Ann <{ANN}>", BEA, NOW - HOUR, "one")
    ready.done(logged, "sync")
    ready.post(f"Ann <{ANN}>", BEA, NOW - HOUR, "a-copy-under-another-id")
    assert "log_interaction" not in ready.done(logged, "sync").json["changes"]


def test_what_we_log_holds_back_no_task_and_what_others_log_still_does(ready: SmallWorld) -> None:
    """A mail that came in is no talk: HubSpot counts it as contact, and we do not."""
    plain, with_log = ready.folder(), logging(ready, "mail")
    for friend in (BEA, CARL):
        ready.post(f"A Friend <{friend}>", ANN, NOW - 10 * DAY, f"in-{friend}")
    start = ready.sandbox.portal.snapshot()
    rewrite(plain, "[policy]\n", "[policy]\ncapacity = { day = 9 }\n")
    ready.done(plain, "backfill", "--yes")
    without = crm(ready.sandbox)["tasks"]
    assert {BEA, CARL} <= {task["contact"] for task in without}
    ready.sandbox.portal.reset(start)
    rewrite(with_log, "[policy]\n", "[policy]\ncapacity = { day = 0 }\n")
    ready.done(with_log, "backfill", "--yes")
    assert ready.sandbox.portal.contact(BEA).value("notes_last_contacted") == "2026-11-08T09:00:00.000Z"
    rewrite(with_log, "{ day = 0 }", "{ day = 9 }")
    for contact in (BEA, CARL):  # as setting them anew makes them be read anew
        ready.sandbox.portal.people.set_property(contact, "crmsync_mute", "false")
        ready.sandbox.portal.people.set_property(contact, "crmsync_cadence_days", "60")
    ready.sandbox.portal.people.log_meeting(CARL, (NOW - 2 * DAY).isoformat())
    ready.done(with_log, "sync")
    asked = {task["contact"] for task in crm(ready.sandbox)["tasks"]}
    assert BEA in asked
    assert CARL not in asked


@dataclass(slots=True)
class Killer:
    """Kills process `pid` with SIGKILL at the n-th request about e-mails, before or after its effect."""

    stage: Stage
    at: int
    pid: int = 0
    seen: int = 0

    def __call__(self, stage: Stage, call: Call) -> None:
        if stage is self.stage and "emails" in call.path:
            self.seen += 1
            if self.seen == self.at:
                while not self.pid:
                    pass
                os.kill(self.pid, signal.SIGKILL)


@pytest.mark.timeout(120)
def test_killed_at_any_request_about_emails_the_end_is_the_same(ready: SmallWorld, logged: Path) -> None:
    for friend in (BEA, GUS):
        ready.post(f"Ann <{ANN}>", friend, NOW + HOUR, f"news-{friend}")
    words = ("sync", "--yes", "--as-of", (NOW + DAY).isoformat())
    start = Start(portal=ready.sandbox.portal.snapshot(), folder=logged)
    calm = again(ready, start)
    ready.sandbox.meter.reset()
    assert ready.nursery.run(calm, *words).code == 0
    times = len([call for call in ready.sandbox.meter.log if "emails" in call.path])
    assert times >= 3
    there, texts, here = crm(ready.sandbox), texts_of(ready), tables(calm)
    assert len(texts) == ALL + 2
    for stage in Stage:
        for at in range(1, times + 1):
            folder = again(ready, start)
            killer = Killer(stage=stage, at=at)
            ready.sandbox.hooks.append(killer)
            killer.pid = ready.nursery.start(folder, *words)
            assert ready.nursery.wait(folder).code == -signal.SIGKILL
            ready.sandbox.hooks.remove(killer)
            assert ready.nursery.run(folder, *words).code == 0
            assert (crm(ready.sandbox), texts_of(ready)) == (there, texts), f"killed {stage} request {at}"
            for name, rows in tables(folder).items():
                assert without_ids(name, rows) == without_ids(name, here[name]), f"{name}, killed {stage} {at}"


@pytest.mark.parametrize(("share", "seed"), [(0.1, 1), (0.3, 2)])
def test_a_storm_while_mails_are_logged_ends_as_if_undisturbed_and_logs_none_twice(
    ready: SmallWorld, logged: Path, share: float, seed: int
) -> None:
    there, texts = crm(ready.sandbox), texts_of(ready)
    folder = logging(ready, "mail")
    ready.sandbox.meter.reset()
    storm(ready, share, seed)
    codes = [ready.crmsync(folder, "backfill", "--yes").code]
    while codes[-1] != 0 and len(codes) < MOST_RUNS:
        codes.append(ready.crmsync(folder, "sync", "--yes").code)
    ready.sandbox.faults.clear()
    assert codes[-1] == 0
    assert (crm(ready.sandbox), texts_of(ready)) == (there, texts)
    assert ready.sandbox.meter.requests["hubspot"] < 6 * CALM


@pytest.mark.parametrize("stage", Stage)
def test_an_undo_that_was_killed_while_it_archived_is_taken_up_again(
    ready: SmallWorld, logged: Path, stage: Stage
) -> None:
    ready.post(f"Ann <{ANN}>", BEA, NOW - HOUR, "again")
    run = str(ready.done(logged, "sync").json["run"])
    words = ("undo", run, "--yes", "--as-of", NOW.isoformat())
    killer = Killer(stage=stage, at=1)
    ready.sandbox.hooks.append(killer)
    killer.pid = ready.nursery.start(logged, *words)
    assert ready.nursery.wait(logged).code == -signal.SIGKILL
    ready.sandbox.hooks.remove(killer)
    assert ready.nursery.run(logged, *words).code == 0
    assert len(everything(ready)) == ALL
    assert "log_interaction" not in ready.done(logged, "sync").json["changes"]


def texts_of(world: SmallWorld) -> list[dict[str, str]]:
    stamps = {"hs_createdate", "hs_lastmodifieddate", "hs_object_id"}
    found = [{n: text for n, text in one.items() if n not in stamps} for one in everything(world).values()]
    return sorted(found, key=lambda one: one["crmsync_key"])


def without_ids(table: str, rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    return [row[:4] + row[5:] for row in rows] if table == "logged" else rows


@pytest.fixture
def met(ready: SmallWorld) -> Path:
    """A calendar beside the mailbox, with a meeting, one that is too big and one ahead."""
    made = logging(ready, "meeting")
    (made / "login.json").write_text(ready.sandbox.login(ANN, SCOPES))
    source = f'[sources.calendar]\nconnector = "google-calendar"\naccount = "{ANN}"\napi_base = "{ready.sandbox.url}"\n'
    config = made / "config.toml"
    config.write_text(f"{config.read_text()}\n{source}")
    crowd = tuple(Guest(email=f"x{n}@crowd.test") for n in range(11))
    ready.sandbox.calendar(ANN).primary.add(meeting("lunch", NOW - 4 * DAY, Guest(email=GUS), Guest(email=BEA)))
    ready.sandbox.calendar(ANN).primary.add(meeting("fair", NOW - 3 * DAY, Guest(email=BEA), *crowd))
    ready.sandbox.calendar(ANN).primary.add(meeting("ahead", NOW + DAY, Guest(email=GUS)))
    ready.done(made, "backfill", "--yes")
    return made


def meeting(id: str, start: object, *guests: Guest) -> Meeting:
    assert hasattr(start, "isoformat")
    whole = {"id": id, "start": start, "end": start + HOUR, "organizer": ANN, "guests": (Guest(email=ANN), *guests)}  # type: ignore[operator]  # a time
    return Meeting(**whole)  # type: ignore[arg-type]  # fields of a Meeting


def test_a_small_meeting_that_is_over_is_logged_for_all_who_were_there(ready: SmallWorld, met: Path) -> None:
    [held] = meetings(ready, GUS)
    assert [one.id for one in meetings(ready, BEA)] == [held.id]
    assert (held.value("hs_meeting_start_time"), held.value("hs_meeting_end_time")) == (
        "2026-11-14T09:00:00.000Z",
        "2026-11-14T10:00:00.000Z",
    )
    assert held.value("hs_meeting_outcome") == "COMPLETED"
    assert "hs_meeting_title" not in held.properties
    assert everything(ready) == {}


def test_a_meeting_that_is_called_off_after_it_was_logged_is_archived(ready: SmallWorld, met: Path) -> None:
    ready.sandbox.calendar(ANN).primary.cancel("lunch")
    assert ready.done(met, "sync", "--yes").json["changes"]["archive_logged"] == 1
    assert meetings(ready, GUS) == []
    assert "archive_logged" not in ready.done(met, "sync").json["changes"]


def test_a_meeting_that_was_withdrawn_and_stands_again_is_logged_again(ready: SmallWorld, met: Path) -> None:
    ready.sandbox.calendar(ANN).primary.cancel("lunch")
    ready.done(met, "sync", "--yes")
    ready.sandbox.calendar(ANN).primary.change("lunch", cancelled=False)
    assert ready.done(met, "sync", "--yes").json["changes"]["log_interaction"] == 1
    assert len(meetings(ready, GUS)) == 1


def test_a_meeting_of_a_series_that_moved_after_it_was_logged_stands_where_it_is_now(
    ready: SmallWorld, met: Path
) -> None:
    primary, was = ready.sandbox.calendar(ANN).primary, NOW - 2 * DAY
    primary.add(replace(meeting("jour", was - 7 * DAY, Guest(email=GUS)), every=7 * DAY, count=2))
    ready.done(met, "sync", "--yes")
    assert len(meetings(ready, GUS)) == 3
    primary.change("jour_20261116T090000Z", start=was - DAY, end=was - DAY + HOUR)
    changes = ready.done(met, "sync", "--yes").json["changes"]
    assert (changes["archive_logged"], changes["log_interaction"]) == (1, 1)
    starts = sorted(one.value("hs_meeting_start_time") for one in meetings(ready, GUS))
    assert starts == ["2026-11-09T09:00:00.000Z", "2026-11-14T09:00:00.000Z", "2026-11-15T09:00:00.000Z"]
    assert not {"archive_logged", "log_interaction"} & ready.done(met, "sync").json["changes"].keys()


HAL = "hal@eight.test"


@pytest.fixture
def joined(ready: SmallWorld, logged: Path) -> Path:
    """A mail to Bea and Hal is logged, and Hal has a contact only since."""
    ready.post(f"Ann <{ANN}>", f"{BEA}, {HAL}", NOW - HOUR, "both")
    assert ready.done(logged, "sync").json["changes"]["log_interaction"] == 1
    ready.sandbox.portal.people.add_contact(HAL)
    ready.sandbox.portal.people.set_property(HAL, "crmsync_cadence_days", "60")
    return logged


def test_who_joins_the_crm_later_is_on_what_was_logged_already_and_only_once(ready: SmallWorld, joined: Path) -> None:
    changes = ready.done(joined, "sync", "--yes").json["changes"]
    assert changes["share_logged"] == 1
    [both] = emails(ready, HAL)
    assert both.id in {one.id for one in emails(ready, BEA)}
    assert len(everything(ready)) == ALL + 1
    assert "share_logged" not in ready.done(joined, "sync").json["changes"]


def test_undo_takes_who_joined_later_off_what_was_logged_before_and_leaves_the_record(
    ready: SmallWorld, joined: Path
) -> None:
    run = ready.done(joined, "sync", "--yes").json["run"]
    assert ready.done(joined, "undo", str(run), "--yes").json["changes"]["unshare_logged"] == 1
    assert emails(ready, HAL) == []
    assert len(everything(ready)) == ALL + 1
    assert "share_logged" not in ready.done(joined, "sync").json["changes"]
    assert "unshare_logged" not in ready.done(joined, "undo", str(run), "--yes").json["changes"]


@pytest.mark.parametrize("stage", Stage)
def test_killed_while_it_is_shared_it_is_shared_by_the_next_run(ready: SmallWorld, joined: Path, stage: Stage) -> None:
    process: list[int] = []

    def kill(at: Stage, call: Call) -> None:
        if at is stage and call.path.endswith("/emails/contacts/batch/create"):
            os.kill(process[0], signal.SIGKILL)

    words = ("sync", "--yes", "--as-of", NOW.isoformat())
    ready.sandbox.hooks.append(kill)
    process.append(ready.nursery.start(joined, *words))
    assert ready.nursery.wait(joined).code == -signal.SIGKILL
    ready.sandbox.hooks.remove(kill)
    run = ready.done(joined, "sync", "--yes").json
    assert run["changes"]["share_logged"] == 1
    assert len(emails(ready, HAL)) == 1
    ready.done(joined, "undo", str(run["run"]), "--yes")
    assert emails(ready, HAL) == []


@pytest.mark.parametrize("last", ["mum@family.test", "@bank.test"])
def test_who_turns_private_is_taken_off_what_is_about_others_too_and_named_on_none(
    ready: SmallWorld, logged: Path, last: str
) -> None:
    ready.post(f"Ann <{ANN}>", f"{BEA}, {GUS}", NOW - HOUR, "both")
    ready.done(logged, "sync")
    rewrite(logged, f'"{last}"]', f'"{last}", "{GUS}"]')
    changes = ready.done(logged, "sync", "--yes").json["changes"]
    assert (changes["archive_logged"], changes["log_interaction"]) == (2, 1)
    assert emails(ready, GUS) == []
    assert GUS not in repr(everything(ready))
    [both] = [one for one in emails(ready, BEA) if one.value("hs_timestamp").startswith("2026-11-18T08:00")]
    assert json.loads(both.value("hs_email_headers"))["to"] == [{"email": BEA}]
    assert len(everything(ready)) == ALL
    assert not {"archive_logged", "log_interaction"} & ready.done(logged, "sync").json["changes"].keys()


def test_forget_archives_all_that_was_logged_and_the_others_get_theirs_anew(ready: SmallWorld, logged: Path) -> None:
    ready.post(f"Ann <{ANN}>", f"{BEA}, {CARL}", NOW - HOUR, "both")
    ready.done(logged, "sync")
    hers, others = len(emails(ready, BEA)), len(emails(ready, CARL))
    done = ready.done(logged, "forget", BEA, "--yes").json
    assert done["changes"]["archive_logged"] == hers > 1
    assert emails(ready, BEA) == []
    assert len(emails(ready, CARL)) == others - 1
    again = ready.done(logged, "sync").json["changes"]
    assert again.keys() <= {"set_properties", "create_task", "log_interaction"}
    assert again["log_interaction"] == 1
    assert (emails(ready, BEA), len(emails(ready, CARL))) == ([], others)
    assert BEA not in repr(everything(ready))
    assert "log_interaction" not in ready.done(logged, "sync").json["changes"]


def test_undo_archives_a_contact_only_after_all_that_was_logged(ready: SmallWorld, logged: Path) -> None:
    rewrite(logged, "[destinations.crm]\n", '[destinations.crm]\ncreate_contacts = "two-way"\n')
    for days in (100, 50, 10):
        ready.post(f'"Stone, Hal" <{HAL}>', ANN, NOW - days * DAY, f"hal{days}")
        ready.post(f"Ann <{ANN}>", HAL, NOW - days * DAY + HOUR, f"hal{days}")
    ready.post(f"Ann <{ANN}>", BEA, NOW - HOUR, "again")
    made = ready.done(logged, "sync", "--yes").json
    assert (made["changes"]["create_contact"], made["changes"]["log_interaction"]) == (1, 1)
    ready.sandbox.meter.reset()
    ready.done(logged, "undo", str(made["run"]), "--yes")
    archives = [call.path for call in ready.sandbox.meter.log if call.path.endswith("s/batch/archive")]
    assert [path.split("/")[-3] for path in archives][-2:] == ["emails", "contacts"]
