"""Contacts: vCards, Google's tables, LinkedIn's export."""

import gzip
import zipfile
from pathlib import Path

import pytest
from files_world import CANARY, Shelf, written

from crmsync.connector import Contact, takes_mail

CARD = """BEGIN:VCARD
VERSION:3.0
FN:{name}
N:;{name};;;
NOTE:{canary}
TEL:+49 30 1234
PHOTO;ENCODING=b:{canary}
  more of it
{more}
END:VCARD
"""


def card(name: str, *more: str) -> str:
    return CARD.format(name=name, more="\n".join(more), canary=CANARY)


def contacts(shelf: Shelf) -> dict[str, Contact]:
    return {record.name: record for record in shelf.records.values() if isinstance(record, Contact)}


def read(path: Path, *cards: str, shelf: Shelf | None = None) -> Shelf:
    shelf = shelf or Shelf()
    shelf.pull(written(path, "".join(cards)))
    assert shelf.trouble == ""
    return shelf


def test_a_card_tells_name_addresses_and_groups_and_nothing_else(tmp_path: Path) -> None:
    more = (
        "EMAIL;TYPE=HOME:b@home.org",
        "item1.EMAIL;TYPE=INTERNET,pref:Bob@Work.org",
        "CATEGORIES:Investors,myContacts",
    )
    shelf = read(tmp_path / "a.vcf", card("Bob", *more), card("Nobody"))
    assert list(contacts(shelf)) == ["Bob"]
    bob = contacts(shelf)["Bob"]
    assert list(bob.addresses) == ["bob@work.org", "b@home.org"]
    assert bob.groups == {"Investors"}
    assert CANARY not in repr(shelf)
    assert "1234" not in repr(bob)


def test_cards_of_old_phones_are_read(tmp_path: Path) -> None:
    old = (
        "BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen=\n Gro=C3=9F\n"
        "NOTE;ENCODING=QUOTED-PRINTABLE:a=\nEMAIL:not@an.address=\n\nEMAIL;INTERNET:j@x.org\nEND:VCARD\n"
    )
    told = contacts(read(tmp_path / "a.vcf", old))
    assert [(each.name, each.addresses) for each in told.values()] == [("Jürgen Groß", ("j@x.org",))]


def test_a_card_that_cannot_be_read_stops_nothing(tmp_path: Path) -> None:
    bad = "BEGIN:VCARD\nFN;=:x\nEMAIL;;;=\nEND:VCARD\n"
    shelf = read(tmp_path / "a.vcf", bad, "BEGIN:VCARD\nFN:cut\n", card("Bob", "EMAIL:b@x.org"))
    assert list(contacts(shelf)) == ["Bob"]
    assert set(shelf.skipped) == {"a contact can't be read"}


def test_who_is_deleted_is_withdrawn_and_people_of_other_files_stay(tmp_path: Path) -> None:
    bob, cy = card("Bob", "EMAIL:b@x.org"), card("Cy", "EMAIL:c@x.org")
    shelf = read(tmp_path / "a.vcf", bob, cy)
    written(tmp_path / "b.vcf", card("Di", "EMAIL:d@x.org"))
    shelf.pull(tmp_path)
    assert set(contacts(shelf)) == {"Bob", "Cy", "Di"}
    written(tmp_path / "a.vcf", cy)
    shelf.pull(tmp_path)
    assert set(contacts(shelf)) == {"Cy", "Di"}


def test_nobody_is_withdrawn_before_a_changed_file_was_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crmsync_files.pulling.PAGE", 3)
    people = [card(f"P{n}", f"EMAIL:p{n}@x.org") for n in range(8)]
    path, shelf = tmp_path / "a.vcf.gz", Shelf()
    shelf.pull(written(path, gzip.compress("".join(people).encode())))
    names = set(contacts(shelf))
    changed = gzip.compress("".join(people[1:]).encode() + b"\n" * 20_000, mtime=1)
    shelf.pull(written(path, changed), pages=1)
    assert set(contacts(shelf)) == names
    shelf.pull(written(path, changed[:-8]))
    assert "can't be read to its end" in shelf.trouble
    assert set(contacts(shelf)) == names
    shelf.pull(written(path, changed))
    assert shelf.trouble == ""
    assert set(contacts(shelf)) == names - {"P0"}


def test_of_an_address_book_that_was_cut_off_nobody_is_withdrawn_and_it_is_named(tmp_path: Path) -> None:
    text = "".join(card(name, f"EMAIL:{name}@x.org") for name in ("Bob", "Cy", "Di"))
    shelf = read(tmp_path / "a.vcf", text)
    shelf.pull(written(tmp_path / "a.vcf", text[: text.rindex("EMAIL")]))
    assert set(contacts(shelf)) == {"Bob", "Cy", "Di"}
    assert "can't be read to its end" in shelf.trouble


def takeout(path: Path, **groups: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, cards in groups.items():
            folder = name.replace("_", " ")
            archive.writestr(f"Takeout/Kontakte/{folder}/{folder}.vcf", cards)
        archive.writestr("Takeout/Kontakte/Fotos/a.jpg", "x")
    return path


def test_of_a_takeout_the_groups_are_folders_and_a_newer_one_says_the_last_word(tmp_path: Path) -> None:
    bob, cy = card("Bob", "EMAIL:b@x.org"), card("Cy", "EMAIL:c@x.org")
    takeout(tmp_path / "takeout-1.zip", All_Contacts=bob + cy, Investors=bob)
    shelf = Shelf()
    shelf.pull(tmp_path / "takeout-*.zip")
    assert {frozenset(one.groups) for one in shelf.records.values() if isinstance(one, Contact)} == {
        frozenset(),
        frozenset({"Investors"}),
    }
    takeout(tmp_path / "takeout-2.zip", All_Contacts=cy, Investors="")
    shelf.pull(tmp_path / "takeout-*.zip")
    assert "Cy" in contacts(shelf)
    assert [one.groups for one in shelf.records.values() if isinstance(one, Contact) and one.name == "Bob"] == [
        {"Investors"}
    ]


def test_two_accounts_in_one_source_do_not_withdraw_each_other_and_it_is_said(tmp_path: Path) -> None:
    mine, theirs = ("".join(card(f"{who}{n}", f"EMAIL:{who}{n}@x.org") for n in range(4)) for who in ("A", "B"))
    both = card("Both", "EMAIL:both@x.org")
    takeout(tmp_path / "takeout-1.zip", All_Contacts=mine + both)
    shelf = Shelf()
    shelf.pull(tmp_path / "takeout-*.zip")
    before = set(contacts(shelf))
    takeout(tmp_path / "takeout-2.zip", All_Contacts=theirs + both)
    for _ in range(2):  # every night, for nothing was done about it
        shelf.pull(tmp_path / "takeout-*.zip")
        assert set(contacts(shelf)) == before
        assert "Give each account a source of its own" in shelf.trouble
        assert "takeout-2.zip" in shelf.trouble
    (tmp_path / "takeout-1.zip").unlink()
    shelf.pull(tmp_path / "takeout-*.zip")
    assert shelf.trouble == ""
    assert set(contacts(shelf)) == {"B0", "B1", "B2", "B3", "Both"}


NOW_TABLE = (
    "First Name,Middle Name,Last Name,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Value,Phone 1 - Value\n"
    'Bob,,Stone,"{canary}\nand more",Investors ::: * myContacts,* Work,bob@x.org,b@y.org ::: b@z.org,123\n'
    ",,,,,,,,\n"
    "Di,,,,,,,,\n"
)
FORMER_TABLE = (
    "Name,Given Name,Family Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value\n"
    "Bob Stone,Bob,Stone,* myContacts ::: Investors,* Home,bob@x.org\n"
)


def test_tables_of_googles_of_today_and_of_before(tmp_path: Path) -> None:
    bob = contacts(read(tmp_path / "a.csv", NOW_TABLE.replace("{canary}", CANARY)))["Bob Stone"]
    assert list(bob.addresses) == ["bob@x.org", "b@y.org", "b@z.org"]
    assert bob.groups == {"Investors"}
    former = contacts(read(tmp_path / "b.csv", FORMER_TABLE))["Bob Stone"]
    assert list(former.addresses) == ["bob@x.org"]
    assert former.groups == {"Investors"}


NOTE = 'Notes:\n"When exporting your connection data, you may notice that some addresses are missing."\n\n'
CONNECTIONS = (
    "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    "Bob,Stone,https://www.linkedin.com/in/bob-stone,bob@x.org,Firm,Boss,20 Nov 2024\n"
    "Cy,Ray,https://www.linkedin.com/in/c%C3%BD-ray-1,,Firm,Boss,20 Nov 2024\n"
    ",,,,,,21 Nov 2024\n"
)


def test_connections_with_and_without_the_note_before_them(tmp_path: Path) -> None:
    for name, text in (("a.csv", CONNECTIONS), ("b.csv", NOTE + CONNECTIONS)):
        told = contacts(read(tmp_path / name, text))
        assert told["Bob Stone"].addresses == ("bob@x.org", "bob-stone@linkedin.invalid")
        assert told["Cy Ray"].addresses == ("cý-ray-1@linkedin.invalid",)
        assert not takes_mail(told["Cy Ray"].addresses[0])
        assert len(told) == 2


MESSAGES_HEAD = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER\n"
)


def line(talk: str, sender: str, to: str, date: str = "2026-10-05 09:00:00 UTC", folder: str = "INBOX") -> str:
    urls = [f"https://www.linkedin.com/in/{name}" for name in (sender, *to.split())]
    return f'{talk},,{sender.title()},{urls[0]},{to},"{",".join(urls[1:])}",{date},,"{CANARY}\n, and more",{folder}\n'


def test_messages_are_talks_of_those_who_both_wrote(tmp_path: Path) -> None:
    lines = (
        line("t1", "bob", "ann"),
        line("t1", "ann", "bob", "2026-10-06 10:00:00 UTC", "SENT"),
        line("t2", "seller", "ann"),
        line("t3", "ann", "cy"),
        line("t4", "spammer", "ann", folder="SPAM"),
        line("t1", "bob", "ann", "soon"),
    )
    shelf = read(tmp_path / "messages.csv", MESSAGES_HEAD, *lines)
    assert [each.addresses for each in contacts(shelf).values() if each.own] == [("ann@linkedin.invalid",)]
    assert sorted(f"{each.at:%m-%d}" for each in shelf.mails) == ["10-05", "10-06"]
    assert {p.address for each in shelf.mails for p in each.participants} == {
        "ann@linkedin.invalid",
        "bob@linkedin.invalid",
    }
    assert shelf.skipped == ["a message has no date that can be read"]
    assert CANARY not in repr(shelf)
