"""Mail that is no contact, or no second one: bounces, automatic answers, copies, drafts, chats, spam and trash."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from crmsync_sandbox.generate import names, wire
from crmsync_sandbox.generate.cast import Cast
from crmsync_sandbox.generate.truth import Correspondent, Entry, Kind, Note, Sort
from crmsync_sandbox.life import Mail

BOUNCES, AUTO_REPLIES, COPIES_SENT, COPIES_RECEIVED = 8, 15, 15, 15
AFTERMATH = BOUNCES + AUTO_REPLIES + COPIES_SENT + COPIES_RECEIVED
"""How many mails `aftermath` gives."""


def asides(random: Random, cast: Cast, *, begin: datetime, until: datetime) -> list[Entry]:
    """What hangs on no conversation: drafts, chats, spam, trash."""
    span = int((until - begin).total_seconds())
    entries: list[Entry] = []
    for aside, times in ((_draft, 12), (_chat, 20), (_spam, 30), (_trash, 12)):
        entries += [aside(random, cast, begin + timedelta(seconds=random.randrange(span))) for _ in range(times)]
    return entries


def aftermath(random: Random, cast: Cast, human: Sequence[Entry], until: datetime) -> list[Entry]:
    """What comes of human mail: bounces, automatic answers (courted people's too), and copies. `AFTERMATH` mails."""
    people = {person.address: person for person in cast.people}
    sent = [entry for entry in human if _answerable(entry, cast, until) and entry.note.readers[0] in people]
    courted = [entry for entry in sent if people[entry.note.readers[0]].kind is Kind.COURTED]
    away = [*random.sample(courted, AUTO_REPLIES // 3), *random.sample(sent, AUTO_REPLIES - AUTO_REPLIES // 3)]
    bounces = [_bounce(random, cast, entry) for entry in random.sample(sent, BOUNCES)]
    answers = [_out_of_office(random, cast, entry, people[entry.note.readers[0]]) for entry in away]
    return [*bounces, *answers, *_copies(random, human)]


def _answerable(entry: Entry, cast: Cast, until: datetime) -> bool:
    by_owner = entry.note.writer == cast.owner.address and bool(entry.note.readers)
    return by_owner and entry.mail.at < until - timedelta(hours=1)


def _copies(random: Random, human: Sequence[Entry]) -> Iterator[Entry]:
    """Mails again under a new Message-ID, half of them in another thread: sender, readers and minute agree."""
    mine = [entry for entry in human if "SENT" in entry.mail.labels]
    theirs = [entry for entry in human if "SENT" not in entry.mail.labels]
    for entry in [*random.sample(mine, COPIES_SENT), *random.sample(theirs, COPIES_RECEIVED)]:
        yield _copy(random, entry)


def _copy(random: Random, entry: Entry) -> Entry:
    new = wire.message_id(random, "copies.example")
    mail = replace(
        entry.mail,
        headers=wire.replaced(entry.mail.headers, "Message-ID", new),
        at=entry.mail.at.replace(second=random.randrange(60)),
        thread=random.choice((entry.mail.thread, new)),
    )
    return Entry(mail=mail, note=replace(entry.note, sort=Sort.DUPLICATE))


def _bounce(random: Random, cast: Cast, entry: Entry) -> Entry:
    daemon = wire.Mailbox(name="Mail Delivery Subsystem", address=f"mailer-daemon@{_domain(cast.owner)}")
    letter = _answer(random, cast, entry, daemon, "Undelivered Mail Returned to Sender")
    report = ("Content-Type", 'multipart/report; report-type=delivery-status; boundary="=_b"')
    failed = ("X-Failed-Recipients", entry.note.readers[0])
    headers = wire.received(letter, cast.owner.address, report, failed, bounce_to="")
    return _entry(headers, letter, Sort.BOUNCE, cast, {"INBOX"}, thread=entry.mail.thread)


def _out_of_office(random: Random, cast: Cast, entry: Entry, person: Correspondent) -> Entry:
    """Half with the standard's word, half with that of a widespread calendar server besides."""
    letter = _answer(random, cast, entry, _mailbox(person), "Automatic reply: I am away until Monday")
    extra = [("Auto-Submitted", random.choice(("auto-replied", "auto-replied; owner-email=me")))]
    if random.random() < 0.5:
        extra.append(("Precedence", "auto_reply"))
    headers = wire.received(letter, cast.owner.address, *extra, bounce_to="")
    return _entry(headers, letter, Sort.AUTO_REPLY, cast, {"INBOX"}, thread=entry.mail.thread)


def _answer(random: Random, cast: Cast, entry: Entry, sender: wire.Mailbox, subject: str) -> wire.Letter:
    return wire.Letter(
        id=wire.message_id(random, sender.domain),
        at=entry.mail.at + timedelta(seconds=random.randint(2, 90)),
        sender=sender,
        to=(_mailbox(cast.owner),),
        subject=f"{subject} ({wire.CANARY})",
        parents=(dict(entry.mail.headers)["Message-ID"],),
    )


def _draft(random: Random, cast: Cast, at: datetime) -> Entry:
    letter = _letter(random, cast.owner, random.choice(cast.people), at)
    return _entry(wire.sent(letter), letter, Sort.DRAFT, cast, {"DRAFT"})


def _chat(random: Random, cast: Cast, at: datetime) -> Entry:
    """As old chats lie in Gmail: a From, hardly anything else."""
    letter = _letter(random, random.choice(cast.of(Kind.COLLEAGUE)), cast.owner, at)
    headers = tuple(pair for pair in wire.sent(letter) if pair[0] in {"From", "To", "Subject"})
    return _entry(headers, letter, Sort.CHAT, cast, {"CHAT"})


def _spam(random: Random, cast: Cast, at: datetime) -> Entry:
    """Every third in the name of somebody the owner knows."""
    known = random.choice(cast.people)
    fraud = wire.Mailbox(name=known.name, address=f"winner{random.randrange(1000)}@prizes.invalid")
    sender = random.choice((fraud, fraud, _mailbox(known)))
    letter = replace(_letter(random, known, cast.owner, at), sender=sender)
    return _entry(wire.received(letter, cast.owner.address), letter, Sort.SPAM, cast, {"SPAM", "UNREAD"})


def _trash(random: Random, cast: Cast, at: datetime) -> Entry:
    letter = _letter(random, random.choice(cast.people), cast.owner, at)
    return _entry(wire.received(letter, cast.owner.address), letter, Sort.TRASH, cast, {"TRASH"})


def _letter(random: Random, writer: Correspondent, reader: Correspondent, at: datetime) -> wire.Letter:
    return wire.Letter(
        id=wire.message_id(random, writer.address.rpartition("@")[2]),
        at=at,
        sender=_mailbox(writer),
        to=(_mailbox(reader),),
        subject=f"{wire.CANARY} {random.choice(names.TOPICS)}",
    )


def _entry(
    headers: wire.Headers, letter: wire.Letter, sort: Sort, cast: Cast, labels: set[str], *, thread: str | None = None
) -> Entry:
    mail = Mail(headers=headers, at=letter.at, thread=thread or letter.id, labels=frozenset(labels))
    readers = tuple(mailbox.address for mailbox in letter.to) or (cast.owner.address,)
    return Entry(mail=mail, note=Note(sort=sort, writer=letter.sender.address, readers=readers))


def _mailbox(who: Correspondent) -> wire.Mailbox:
    return wire.Mailbox(name=who.name, address=who.address)


def _domain(who: Correspondent) -> str:
    return who.address.rpartition("@")[2]
