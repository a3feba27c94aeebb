"""A whole Takeout in another language, as archives in two parts: mail, calendar and contacts are found by content."""

import zipfile
from pathlib import Path

import pytest
from files_world import CANARY
from test_calendar_files import event, ics
from test_contact_files import card
from test_finding import archive
from test_without_any_login import CONFIG, crmsync

ROOT = "Takeout"
"""The only name that Google does not translate."""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    with zipfile.ZipFile(tmp_path / "takeout-20261120T120000Z-001.zip", "w") as first:
        first.writestr(f"{ROOT}/E-Mail/Alle Nachrichten, einschließlich Spam.mbox", archive(1, 2, 3))
        first.writestr(f"{ROOT}/archiv_übersicht.html", "<html>")
    with zipfile.ZipFile(tmp_path / "takeout-20261120T120000Z-002.zip", "w") as second:
        second.writestr(f"{ROOT}/Kalender/Mein Kalender.ics", ics(event(uid="a"), event(uid="b", start="DTSTART:soon")))
        second.writestr(f"{ROOT}/Kontakte/Alle Kontakte/Alle Kontakte.vcf", card("Bob Stone", "EMAIL:bob@example.org"))
        second.writestr(f"{ROOT}/Kontakte/Investoren/Investoren.vcf", card("Bob Stone", "EMAIL:bob@example.org"))
    file = tmp_path / "config.toml"
    tagged = '\n[policy.tags.investor]\ngroups = ["Investoren"]\n'
    file.write_text(CONFIG.replace("all.mbox", "takeout-*.zip") + tagged)
    return file


def test_mail_meetings_contacts_and_groups_come_together(config: Path) -> None:
    run = crmsync(config, "backfill")
    assert (run["status"], run["pulled"], run["skipped"]) == ("done", {"archive": 6}, 1)
    bob = crmsync(config, "show", "bob@example.org")
    assert (bob["name"], bob["last_channel"], bob["last_contact"]) == ("Bob Stone", "meeting", "2026-11-10T09:00:00Z")
    assert bob["last_received"] is not None
    assert bob["tags"] == ["investor"]
    assert CANARY not in (config.parent / "crmsync.db").read_bytes().decode("latin-1")


def test_a_second_run_reads_nothing_and_unpacked_it_tells_the_same(config: Path) -> None:
    crmsync(config, "backfill")
    before = crmsync(config, "show", "bob@example.org")
    assert crmsync(config, "sync")["pulled"] == {"archive": 0}
    for part in sorted(config.parent.glob("takeout-*.zip")):
        with zipfile.ZipFile(part) as packed:
            packed.extractall(config.parent / "unpacked")
        part.unlink()
    config.write_text(config.read_text().replace("takeout-*.zip", "unpacked"))
    crmsync(config, "sync")
    after = crmsync(config, "show", "bob@example.org")
    assert [after[each] for each in ("last_contact", "last_received", "tags")] == [
        before[each] for each in ("last_contact", "last_received", "tags")
    ]
