"""Never-log and personal people: what is kept, what is sent, and what happens to those who become it later."""

import os
import re
import signal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from endings import keeps_secrets, says
from small_world import ANN, NOW, SmallWorld, crm, rewrite
from worlds import Lived

from crmsync.config.settings import Me
from crmsync.connector import Channel, Contact, EmailAddress, Interaction, Participant, Role
from crmsync.store import facts
from crmsync.store.store import Store
from crmsync.sync.pull import StoreView
from crmsync.sync.roster import CrmPeople
from crmsync_sandbox.life import CrmContact
from crmsync_sandbox.meter import Call, Stage

BANK, MUM, BEA, CARL = "clerk@bank.test", "mum@family.test", "bea@one.test", "carl@two.test"


def stored(folder: Path) -> bytes:
    """Every byte of the store and its side files."""
    return b"".join(file.read_bytes() for file in sorted(folder.glob("crmsync.db*")))


def sent_to_hubspot(world: SmallWorld) -> bytes:
    calls = [call for call in world.sandbox.meter.log if call.service == "hubspot"]
    return b"".join(f"{call.path} {call.query} ".encode() + call.body for call in calls)


def ours(world: SmallWorld, email: str) -> dict[str, str]:
    contact = crm(world.sandbox)["contacts"][email]
    return {name: text for name, text in contact.items() if name.startswith("crmsync_")}


@pytest.fixture
def known_bank(ready: SmallWorld) -> SmallWorld:
    """HubSpot knows the bank's clerk, under two addresses, one of which it shares with nobody."""
    ready.sandbox.portal.people.add_contact(BANK)
    return ready


def test_of_never_log_people_nothing_but_a_keyed_hash_is_kept(known_bank: SmallWorld) -> None:
    folder = known_bank.folder()
    known_bank.post(f"Ann <{ANN}>", f"{BEA}, Clerk <{BANK}>", NOW, "both")
    ended = known_bank.done(folder, "backfill", "--yes")
    for trace in (BANK, "bank.test", "clerk"):
        assert trace.encode() not in stored(folder)
        assert trace.encode() not in sent_to_hubspot(known_bank)
        assert trace not in ended.out + ended.err
    assert re.search(rb"never-log:[0-9a-f]{24}", stored(folder))
    assert ours(known_bank, BANK) == {}


def test_what_a_killed_run_leaves_beside_the_store_names_nobody_either(known_bank: SmallWorld) -> None:
    folder = known_bank.folder()
    process: list[int] = []

    def kill(stage: Stage, call: Call) -> None:
        if call.service == "hubspot":
            os.kill(process[0], signal.SIGKILL)

    known_bank.sandbox.hooks.append(kill)
    process.append(known_bank.nursery.start(folder, "backfill", "--yes"))
    assert known_bank.nursery.wait(folder).code == -signal.SIGKILL
    assert (folder / "crmsync.db-wal").stat().st_size > 0
    assert BEA.encode() in stored(folder)
    assert b"bank.test" not in stored(folder)
    keeps_secrets(folder)


def test_a_source_is_told_who_is_never_logged_and_own_addresses_never_are(tmp_path: Path) -> None:
    own, clerk, bea = map(EmailAddress, ("ann@bank.test", BANK, BEA))
    store = Store(f"sqlite:///{tmp_path}/crmsync.db", create=True)
    view = StoreView(
        store=store,
        source="calendar",
        now=NOW,
        since=None,
        subjects=False,
        me=Me(addresses=(own,), timezone=ZoneInfo("Europe/London")),
        never_log=["@bank.test"],
        destinations=[],
        crm=CrmPeople({}, []),
    )
    assert view.never([own, clerk, bea]) == [clerk]
    alias = EmailAddress("ann.lee@bank.test")
    assert view.never([alias]) == [alias]
    with store.write() as tx:
        facts.add(tx, "mail", [Contact(id="me", addresses=(own, alias), own=True)])
    assert view.never([own, alias, clerk]) == [clerk]
    store.close()


def test_a_source_is_told_whom_self_wrote_to_from_an_address_that_an_account_calls_its_own(tmp_path: Path) -> None:
    own, alias, bea, carl = map(EmailAddress, (ANN, "ann@alias.test", BEA, "carl@two.test"))
    store = Store(f"sqlite:///{tmp_path}/crmsync.db", create=True)
    with store.write() as tx:
        facts.add(tx, "mail", [_mail("1", own, bea), _mail("2", alias, carl)])
    view = StoreView(
        store=store,
        source="mail",
        now=NOW,
        since=None,
        subjects=False,
        me=Me(addresses=(own,), timezone=ZoneInfo("Europe/London")),
        never_log=[],
        destinations=[],
        crm=CrmPeople({}, []),
    )
    assert view.wanted() == {bea}
    with store.write() as tx:
        facts.add(tx, "mail", [Contact(id="me", addresses=(own, alias), own=True)])
    assert view.wanted() == {bea, carl}
    store.close()


def test_what_comes_to_ones_own_address_at_a_never_log_domain_is_ones_own(known_bank: SmallWorld) -> None:
    """The account calls it its own; the configuration need not name it."""
    folder, alias = known_bank.folder(), "ann.lee@bank.test"
    rewrite(folder, 'login = { file = "login.json" }', 'login = { file = "login.json" }\naccess = "readonly"')
    (folder / "login.json").write_text(known_bank.sandbox.login(ANN, ["gmail.readonly"]))
    known_bank.sandbox.mailbox(ANN).aliases = [alias]
    known_bank.post(f"Bea <{BEA}>", alias, NOW, "alias")
    known_bank.done(folder, "backfill", "--yes")
    [proof] = [e for e in known_bank.done(folder, "show", BEA).json["evidence"] if e["field"] == "last_received"]
    assert (proof["at"], proof["others"]) == (f"{NOW:%Y-%m-%dT%H:%M:%SZ}", 1)


def _mail(id: str, sender: EmailAddress, to: EmailAddress) -> Interaction:
    people = (Participant(address=sender, role=Role.FROM), Participant(address=to, role=Role.TO))
    return Interaction(id=id, channel=Channel.MAIL, at=NOW, participants=people)


def test_a_never_log_person_among_others_still_makes_it_a_mail_to_two(known_bank: SmallWorld) -> None:
    folder = known_bank.folder()
    known_bank.post(f"Ann <{ANN}>", f"{BEA}, Clerk <{BANK}>", NOW, "both")
    known_bank.done(folder, "backfill", "--yes")
    [proof] = [e for e in known_bank.done(folder, "show", BEA).json["evidence"] if e["field"] == "last_sent"]
    assert (proof["others"], proof["weight"]) == (2, 0.5)


def test_a_mail_with_nobody_but_never_log_people_leaves_only_its_id(known_bank: SmallWorld) -> None:
    folder = known_bank.folder()
    known_bank.done(folder, "backfill", "--yes")
    assert known_bank.done(folder, "status").json["never_logged"] == 4
    says(known_bank.crmsync(folder, "show", BANK), 2, "on the never-log list; nothing is kept")


@pytest.mark.parametrize("setting", ["crmsync_mute", "crmsync_cadence_days"])
def test_a_never_log_person_whom_somebody_sets_up_in_hubspot_stays_unknown(
    known_bank: SmallWorld, setting: str
) -> None:
    folder = known_bank.folder()
    known_bank.sandbox.portal.people.set_property(BANK, setting, "true" if "mute" in setting else "7")
    known_bank.done(folder, "backfill", "--yes")
    known_bank.done(folder, "sync")
    assert b"bank.test" not in stored(folder)
    assert b"bank.test" not in sent_to_hubspot(known_bank)


def test_a_never_log_address_of_a_contact_of_somebody_else_is_not_kept(ready: SmallWorld) -> None:
    folder = ready.folder()
    ready.sandbox.portal.people.add_address(BEA, BANK)
    ready.done(folder, "backfill", "--yes")
    ready.post(f"Ann <{ANN}>", BEA, NOW, "again")
    ready.done(folder, "sync")
    assert b"bank.test" not in stored(folder)
    assert b"bank.test" not in sent_to_hubspot(ready)
    assert ours(ready, BEA)["crmsync_last_sent"] == "2026-11-18T09:00:00.000Z"


def test_personal_people_are_computed_and_shown_and_never_sent(lived: Lived) -> None:
    shown = lived.world.done(lived.folder, "show", MUM).json
    assert shown["personal"] is True
    assert shown["last_contact"] == "2026-11-15T10:00:00Z"
    assert (shown["pushed"], shown["not_pushed_because"]) == (False, "personal: kept here, never pushed")
    assert ours(lived.world, MUM) == {}
    assert MUM not in [task["contact"] for task in crm(lived.world.sandbox)["tasks"]]


@pytest.mark.parametrize("how", ['addresses = ["mum@family.test"]', 'domains = ["family.test"]', 'labels = ["Family"]'])
def test_the_address_of_a_personal_person_is_never_sent_to_hubspot(ready: SmallWorld, how: str) -> None:
    folder = ready.folder()
    rewrite(folder, 'addresses = ["mum@family.test"]', how)
    ready.post(f"Mum <{MUM}>", ANN, NOW, "love", ("INBOX", "Family"))
    ended = ready.done(folder, "backfill", "--yes")
    ready.post(f"Ann <{ANN}>", MUM, NOW, "love")
    ready.done(folder, "sync")
    assert MUM.encode() not in sent_to_hubspot(ready)
    assert ready.done(folder, "show", MUM).json["personal"] is True
    assert MUM not in ended.out + ended.err


def test_who_becomes_personal_later_is_emptied_and_their_task_archived(lived: Lived) -> None:
    world, folder = lived.world, lived.folder
    rewrite(folder, '"mum@family.test"', f'"mum@family.test", "{BEA}"')
    planned = world.done(folder, "plan").json["crm"]["changes"]
    assert [change["kind"] for change in planned] == ["set_properties", "archive_task"]
    changes = world.done(folder, "sync").json["changes"]
    assert set(changes) == {"set_properties", "archive_task"}, "others' ranks may move without her"
    assert changes["archive_task"] == 1
    assert ours(world, BEA) == {}
    [task] = world.sandbox.portal.tasks_of(BEA)
    assert task.archived_at is not None
    world.sandbox.meter.reset()
    world.post(f"Ann <{ANN}>", BEA, NOW, "private")
    world.done(folder, "sync")  # it moves her rank, and with it the strength of others
    assert BEA.encode() not in sent_to_hubspot(world)
    assert ours(world, BEA) == {}


def test_who_is_never_to_be_logged_later_is_emptied_and_their_task_archived(lived: Lived) -> None:
    world, folder = lived.world, lived.folder
    rewrite(folder, '"@bank.test"', f'"@bank.test", "{BEA}"')
    changes = world.done(folder, "sync").json["changes"]
    assert set(changes) == {"set_properties", "archive_task"}, "others' ranks may move without her"
    assert changes["archive_task"] == 1
    assert ours(world, BEA) == {}
    [task] = world.sandbox.portal.tasks_of(BEA)
    assert task.archived_at is not None
    world.sandbox.meter.reset()
    world.post(f"Ann <{ANN}>", BEA, NOW, "private")
    assert world.done(folder, "sync").json["changes"] == {}
    assert BEA.encode() not in sent_to_hubspot(world)
    says(world.crmsync(folder, "show", BEA), 2, "never-log list")


def test_many_who_become_private_at_once_are_emptied_only_with_a_yes(lived: Lived) -> None:
    world, folder = lived.world, lived.folder
    there = crm(world.sandbox)
    rewrite(folder, "personal = { addresses", 'limits = { clears = 2 }\npersonal = { domains = ["test"], addresses')
    says(world.crmsync(folder, "sync"), 3, "6 contacts would have a value emptied (limit 2)", "--yes")
    assert crm(world.sandbox) == there
    world.done(folder, "sync", "--yes")
    assert all(not ours(world, email) for email in there["contacts"])


def test_robots_lists_and_self_are_nobody_in_the_crm_either(ready: SmallWorld) -> None:
    nobodies = [ANN, "noreply@shop.test", "news@paper.test"]
    ready.sandbox.portal.load(*(CrmContact(email=email) for email in nobodies))
    ready.sandbox.portal.people.set_property("noreply@shop.test", "crmsync_cadence_days", "7")
    folder = ready.folder()
    ready.done(folder, "backfill", "--yes")
    assert [ours(ready, email) for email in nobodies] == [{}, {"crmsync_cadence_days": "7"}, {}]
    assert ANN.encode() not in sent_to_hubspot(ready)


def test_colleagues_have_values_but_no_task(ready: SmallWorld) -> None:
    folder = ready.folder()
    rewrite(folder, f'addresses = ["{ANN}"]', f'addresses = ["{ANN}"]\nown_domains = ["one.test"]')
    ready.done(folder, "backfill", "--yes")
    assert ours(ready, BEA)["crmsync_state"] == "quiet"
    assert BEA not in [task["contact"] for task in crm(ready.sandbox)["tasks"]]


def test_no_private_text_and_no_token_is_printed_or_kept(ready: SmallWorld) -> None:
    folder = ready.folder()
    rewrite(folder, 'url = "sqlite:///crmsync.db"', 'url = "sqlite:///crmsync.db"\nstore_subjects = false')
    commands = [
        ("backfill", "--yes"),
        ("sync",),
        ("plan",),
        ("show", BEA),
        ("status",),
        ("runs",),
        ("undo", "1", "--yes"),
    ]
    keeps_secrets(folder, *[ready.done(folder, *words) for words in commands])
    said = [ready.nursery.run(folder, *words) for words in [("-v", "plan"), ("-v", "show", BEA), ("-v", "status")]]
    keeps_secrets(folder, *said)


def test_only_what_is_written_about_is_asked_of_gmail(ready: SmallWorld) -> None:
    folder = ready.folder()
    ready.done(folder, "backfill", "--yes")
    calls = [call for call in ready.sandbox.meter.log if call.service == "gmail"]
    parts = [part for call in calls for part in (call.parts or (call,)) if "/batch" not in part.path]
    assert all("fields=" in part.query for part in parts)
    assert not any("snippet" in part.query or "format=full" in part.query for part in parts)


def test_the_store_and_what_lies_beside_it_are_the_owners_alone(lived: Lived) -> None:
    for file in lived.folder.glob("crmsync.db*"):
        assert file.stat().st_mode & 0o077 == 0, file
