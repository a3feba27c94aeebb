"""What went unnoticed, or wrong once, comes right later."""

import sqlite3
from datetime import timedelta

import click
import pytest
from click.testing import CliRunner
from small_world import ANN, NOW, SmallWorld, crm
from worlds import Lived

from crmsync_sandbox import trial
from crmsync_sandbox.commands import demo, sandbox
from crmsync_sandbox.life import CrmContact

BEA = "bea@one.test"


def test_a_label_given_while_the_history_was_lost_is_learnt(lived: Lived) -> None:
    world = lived.world
    mailbox = world.sandbox.mailbox(ANN)
    config = lived.folder / "config.toml"
    config.write_text(config.read_text().replace("personal = {", 'personal = { labels = ["Family"],'))
    for message in list(mailbox.newest_first()):
        if any(BEA in value for _, value in message.headers):
            mailbox.label(message.id, add=["Family"])
    mailbox.forget_history()
    world.done(lived.folder, "sync")
    assert world.done(lived.folder, "show", BEA).json["personal"] is True
    assert not any(name.startswith("crmsync_") for name in crm(world.sandbox)["contacts"][BEA])


def test_a_label_on_bulk_that_nobody_answered_says_who_is_personal(lived: Lived) -> None:
    world = lived.world
    config = lived.folder / "config.toml"
    config.write_text(config.read_text().replace("personal = {", 'personal = { labels = ["Family"],'))
    post = world.post(f"Bea <{BEA}>", ANN, NOW - timedelta(days=1), "photos", ("CATEGORY_SOCIAL",))
    world.done(lived.folder, "sync")
    assert world.done(lived.folder, "show", BEA).json["personal"] is False
    world.sandbox.mailbox(ANN).label(post, add=["Family"])
    world.done(lived.folder, "sync")
    assert world.done(lived.folder, "show", BEA).json["personal"] is True
    assert not any(name.startswith("crmsync_") for name in crm(world.sandbox)["contacts"][BEA])


def test_an_address_that_a_contact_is_given_later_is_found_within_a_week(lived: Lived) -> None:
    world = lived.world
    world.sandbox.portal.load(CrmContact(email="old@elsewhere.test"))
    world.talk("ida@ten.test", [30, 20, 10])
    world.done(lived.folder, "sync")
    world.sandbox.portal.people.set_property("old@elsewhere.test", "email", "ida@ten.test")
    assert "crmsync_last_contact" not in crm(world.sandbox)["contacts"]["ida@ten.test"]
    world.done(lived.folder, "sync", now=NOW + timedelta(days=8))
    assert "crmsync_last_contact" in crm(world.sandbox)["contacts"]["ida@ten.test"]


def test_a_refused_change_is_tried_again_after_two_weeks(ready: SmallWorld) -> None:
    folder = ready.folder()
    config = folder / "config.toml"
    right = config.read_text()
    config.write_text(right.replace('connector = "hubspot"', 'connector = "hubspot"\nqueue = "my queue"'))
    assert ready.crmsync(folder, "backfill", "--yes").code == 3
    config.write_text(right)
    ready.done(folder, "sync", now=NOW + timedelta(days=1))
    soon = {task["contact"] for task in crm(ready.sandbox)["tasks"]}
    ready.done(folder, "sync", now=NOW + timedelta(days=15))
    later = {task["contact"] for task in crm(ready.sandbox)["tasks"]}
    assert soon < later


def test_a_run_that_was_cut_off_after_its_answers_is_undone_at_once(lived: Lived) -> None:
    store = sqlite3.connect(lived.folder / "crmsync.db")
    with store:
        store.execute("UPDATE journal SET state = 'intended'")
    store.close()
    lived.world.done(lived.folder, "undo", "1", "--yes")
    held = crm(lived.world.sandbox)
    assert all(task["archived"] for task in held["tasks"])
    assert "crmsync_last_contact" not in held["contacts"][BEA]


@pytest.mark.parametrize("command", [demo, sandbox])
def test_a_folder_that_is_somebodys_own_is_left_alone(command: click.Command, lived: Lived) -> None:
    folder = lived.world.tmp / "home"
    folder.mkdir()
    (folder / "config.toml").write_text("# mine")
    ended = CliRunner().invoke(command, ["--folder", str(folder)])
    assert ended.exit_code == 1
    assert "holds something else" in ended.output
    assert [file.name for file in folder.iterdir()] == ["config.toml"]
    assert (folder / "config.toml").read_text() == "# mine"


def test_a_trial_folder_is_used_again_and_what_else_lies_there_stays(lived: Lived) -> None:
    kept = lived.folder / "notes.txt"
    kept.write_text("mine")
    trial.clear(lived.folder)
    trial.write(lived.folder, lived.world.sandbox, ANN, 1.0, sources=["mail"])
    assert kept.read_text() == "mine"
    assert not list(lived.folder.glob("crmsync.db*"))


def test_what_turns_out_to_be_spam_counts_no_more_until_it_is_none(lived: Lived) -> None:
    world = lived.world
    mailbox = world.sandbox.mailbox(ANN)
    before = world.done(lived.folder, "show", "gus@six.test").json["last_received"]
    spam = world.post("Gus <gus@six.test>", ANN, NOW - timedelta(days=1), "offer")
    world.done(lived.folder, "sync")
    assert world.done(lived.folder, "show", "gus@six.test").json["last_received"] != before
    mailbox.label(spam, add=["SPAM"], remove=["INBOX"])
    world.done(lived.folder, "sync")
    assert world.done(lived.folder, "show", "gus@six.test").json["last_received"] == before
    mailbox.label(spam, add=["INBOX"], remove=["SPAM"])
    world.done(lived.folder, "sync")
    assert world.done(lived.folder, "show", "gus@six.test").json["last_received"] != before
