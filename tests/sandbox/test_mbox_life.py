"""An mbox becomes a life: whose mail it is, what was sent, which labels, and whom the CRM knows."""

from pathlib import Path

import pytest

from crmsync_sandbox import mbox
from crmsync_sandbox.life import Life

BEGIN = "From MAILER-DAEMON Thu Jan  1 00:00:00 1970\n"


def written(path: Path, *mails: dict[str, str]) -> Path:
    """An mbox of headers only, one mail a dictionary."""
    file = path / "mail.mbox"
    file.write_text("\n".join(BEGIN + "".join(f"{n}: {v}\n" for n, v in mail.items()) + "\n" for mail in mails))
    return file


def in_folder(folder: str, writer: str = "ann@one.example", to: str = "bo@two.example", **more: str) -> dict[str, str]:
    return {
        "Message-ID": f"<{folder}>",
        "Date": "Tue, 02 May 2000 10:00:00 -0700 (PDT)",
        "From": writer,
        "To": to,
        "Subject": "Plan",
        **more,
        "X-Folder-Path": folder,
    }


@pytest.fixture
def two_owners(tmp_path: Path) -> Path:
    """Two mailboxes in one file, with the traps of such archives."""
    return written(
        tmp_path,
        in_folder("ann-o/_sent_mail/1."),
        in_folder("ann-o/sent_items/2.", to="cy@three.example", Cc="di@two.example", Bcc="di@two.example"),
        in_folder("ann-o/all_documents/1.", **{"Message-ID": "<again@copies>"}),
        in_folder("ann-o/_sent_mail/3.", writer="secretary@one.example"),
        in_folder("ann-o/inbox/projects/x/9.", writer="bo@two.example", to="ann.o@one.example"),
        in_folder("ann-o/deleted_items/4.", writer="bo@two.example"),
        in_folder("ann-o/drafts/5."),
        in_folder("ann-o/projects/north_/6.", writer="di@two.example", Date="Mon, 31 Dec 1979 16:00:00 -0800 (PST)"),
        in_folder("ed-p/'sent mail/1.", writer="ed@one.example"),
        in_folder("ed-p/notes_inbox/2.", writer="bo@two.example", to="ed@one.example"),
    )


def labels(life: Life) -> dict[str, frozenset[str]]:
    return {dict(mail.headers)["Message-ID"].strip("<>"): mail.labels for mail in life.mails}


def test_lists_whose_folders_a_file_holds_with_who_writes_from_their_sent_folders(two_owners: Path) -> None:
    ann, ed = mbox.owners(two_owners)
    assert (ann.folder, ann.messages, ann.sent) == ("ann-o", 8, 3)
    assert ann.writers == (("ann@one.example", 2), ("secretary@one.example", 1))
    assert (ed.folder, ed.messages, ed.sent, ed.writers) == ("ed-p", 2, 1, (("ed@one.example", 1),))


def test_a_file_without_folders_has_no_owners(tmp_path: Path) -> None:
    assert mbox.owners(written(tmp_path, {"From": "a@one.example"})) == ()


def test_reads_one_owners_mail_only(two_owners: Path) -> None:
    assert len(mbox.life(two_owners, owner="ann@one.example", owner_folder="ann-o").mails) == 8
    assert len(mbox.life(two_owners, owner="ed@one.example", owner_folder="ed-p").mails) == 2
    assert len(mbox.life(two_owners, owner="ann@one.example").mails) == 10
    assert not mbox.life(two_owners, owner="ann@one.example", owner_folder="nobody").mails


def test_folders_tell_sent_trash_and_drafts_and_the_rest_are_the_users_labels(two_owners: Path) -> None:
    life = mbox.life(two_owners, owner="ann@one.example", owner_folder="ann-o")
    assert labels(life) == {
        "ann-o/_sent_mail/1.": {"SENT"},
        "ann-o/sent_items/2.": {"SENT"},
        "again@copies": {"all_documents"},
        "ann-o/_sent_mail/3.": {"SENT"},
        "ann-o/inbox/projects/x/9.": {"INBOX"},
        "ann-o/deleted_items/4.": {"TRASH"},
        "ann-o/drafts/5.": {"DRAFT"},
        "ann-o/projects/north_/6.": {"projects/north_"},
    }
    assert life.user_labels == ("all_documents", "projects/north_")


def test_odd_quoting_of_a_folder_name_does_not_matter(two_owners: Path) -> None:
    assert labels(mbox.life(two_owners, owner="x@y.example", owner_folder="ed-p"))["ed-p/'sent mail/1."] == {"SENT"}


def test_mails_are_in_order_and_1980_stays(two_owners: Path) -> None:
    life = mbox.life(two_owners, owner="ann@one.example", owner_folder="ann-o")
    times = [mail.at for mail in life.mails]
    assert times == sorted(times)
    assert f"{times[0]:%F %T}" == "1980-01-01 00:00:00"


def test_what_the_packer_put_in_is_not_on_the_wire(two_owners: Path) -> None:
    life = mbox.life(two_owners, owner="ann@one.example")
    assert {name for mail in life.mails for name, _ in mail.headers} == {
        "Message-ID",
        "Date",
        "From",
        "To",
        "Cc",
        "Bcc",
        "Subject",
    }


def test_takeouts_labels_and_conversations_are_honoured(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        {"X-GM-THRID": "17", "X-Gmail-Labels": "Inbox,Important,Category Updates,Unread", "From": "a@one.example"},
        {"X-GM-THRID": "17", "X-Gmail-Labels": 'Sent,Opened,"Smith, family"', "From": "ann@one.example"},
        {"X-GM-THRID": "18", "X-Gmail-Labels": "=?UTF-8?Q?Archived,Fam=C3=ADlia?=", "From": "b@one.example"},
        {"X-GM-THRID": "19", "X-Gmail-Labels": "=?x-none?Q?Inbox?=", "From": "c@one.example"},
        {"X-GM-THRID": "19", "X-Gmail-Labels": "a\rb,Chat", "From": "c@one.example"},
    )
    life = mbox.life(file, owner="ann@one.example")
    assert [mail.thread for mail in life.mails] == ["17", "17", "18", "19", "19"]
    assert [mail.labels for mail in life.mails] == [
        {"INBOX", "IMPORTANT", "CATEGORY_UPDATES", "UNREAD"},
        {"SENT", "Smith, family"},
        {"Família"},
        {"=?x-none?Q?Inbox?="},
        {"a\rb", "CHAT"},
    ]
    assert set(life.user_labels) == {"Smith, family", "Família", "=?x-none?Q?Inbox?=", "a\rb"}


def test_without_folders_or_labels_who_wrote_it_tells(tmp_path: Path) -> None:
    file = written(tmp_path, {"From": "Ann <ANN@one.example>"}, {"From": "bo@two.example"}, {"Subject": "no From"})
    life = mbox.life(file, owner="Ann@One.example")
    assert [mail.labels for mail in life.mails] == [{"SENT"}, {"INBOX"}, {"INBOX"}]
    assert life.user_labels == ()


def test_the_crm_knows_the_share_asked_for_of_those_who_wrote_or_were_written_to(two_owners: Path) -> None:
    everyone = mbox.life(two_owners, owner="ann@one.example", owner_folder="ann-o", known=1.0).contacts
    half = mbox.life(two_owners, owner="ann@one.example", owner_folder="ann-o", known=0.5).contacts
    assert {contact.email for contact in everyone} == {"bo@two.example", "cy@three.example", "di@two.example"}
    assert {contact.email for contact in half} < {contact.email for contact in everyone}
    assert len(half) == 2
    assert half == mbox.life(two_owners, owner="ann@one.example", owner_folder="ann-o", known=0.5).contacts


def test_answers_without_references_meet_under_the_subject(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        in_folder("a/inbox/1.", writer="bo@two.example", to="ann@one.example"),
        in_folder("a/sent/2.", Subject="Re: Plan", Date="Wed, 03 May 2000 10:00:00 -0700"),
        in_folder("a/sent/3.", Subject="Re: Plan", Date="Wed, 03 May 2000 11:00:00 -0700", to="cy@three.example"),
    )
    first, second, third = mbox.life(file, owner="ann@one.example").mails
    assert first.thread == second.thread != third.thread
