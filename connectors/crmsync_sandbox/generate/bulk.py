"""Mail that machines and lists send to many: newsletters, notifications and list mail, a tenth of it unlabelled."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from crmsync_sandbox.generate import names, wire
from crmsync_sandbox.generate.cast import Cast
from crmsync_sandbox.generate.truth import Correspondent, Entry, Kind, Note, Sort
from crmsync_sandbox.life import Mail

UNLABELLED = 0.1
"""The share of bulk mail that the service files under no category."""
_OWN_POSTS = 3


def bulk(random: Random, cast: Cast, *, count: int, begin: datetime, until: datetime) -> list[Entry]:
    """`count` mails, among them the owner's few posts to lists, friends' posts, and one case with a support desk."""
    writers = (_newsletter, _newsletter, _newsletter, _notification, _notification, _list_mail)
    span = (until - begin).total_seconds()
    times = [begin + timedelta(seconds=int(random.random() * span)) for _ in range(count)]
    entries = [*_support_case(random, cast, begin), *(_own_post(random, cast, at) for at in times[:_OWN_POSTS])]
    never_filed = len(entries)
    entries += [random.choice(writers)(random, cast, at) for at in times[never_filed:]]
    plain = set(random.sample(range(never_filed, count), max(0, round(UNLABELLED * count) - never_filed)))
    return [_uncategorised(entry) if i in plain else entry for i, entry in enumerate(entries)]


def _support_case(random: Random, cast: Cast, at: datetime) -> Iterator[Entry]:
    """The owner once wrote to a machine behind a role address, and it answered."""
    question = _letter(random, cast.owner, (cast.support,), at, "where is my ticket")
    note = Note(sort=Sort.NOTIFICATION, writer=cast.owner.address, readers=(cast.support.address,))
    labels = frozenset({"SENT"})
    yield Entry(mail=Mail(headers=wire.sent(question), at=at, thread=question.id, labels=labels), note=note)
    answer = _letter(random, cast.support, (cast.owner,), at + timedelta(minutes=2), "we got your question")
    answer = replace(answer, parents=(question.id,))
    yield _arrived(answer, cast, Sort.NOTIFICATION, {"INBOX"}, thread=question.id)


def _newsletter(random: Random, cast: Cast, at: datetime) -> Entry:
    """Half carry all that bulk mail should, the rest ever less, down to a person's name and no mark at all."""
    sender = random.choice(cast.newsletters)
    letter = _letter(random, sender, (cast.owner,), at, f"this week's issue, {random.choice(names.TOPICS)}")
    domain = letter.sender.domain
    marks = (
        ("List-Unsubscribe", f"<https://{domain}/leave/{random.getrandbits(32):08x}>"),
        ("List-Id", f"{sender.name} <news.{domain}>"),
        ("Precedence", "bulk"),
        ("Reply-To", f"answers@{domain}"),
    )
    shown = marks[: random.choice((4, 4, 3, 2, 1, 1, 0))]
    return _arrived(letter, cast, Sort.NEWSLETTER, {"CATEGORY_PROMOTIONS"}, *shown, bounce_to=f"bounce@{domain}")


def _notification(random: Random, cast: Cast, at: datetime) -> Entry:
    """From a machine, without any list header; some say that they were made automatically."""
    letter = _letter(random, random.choice(cast.robots), (cast.owner,), at, f"news on {random.choice(names.TOPICS)}")
    extra = (("Auto-Submitted", "auto-generated"),) if random.random() < 0.3 else ()
    tab = random.choice(("CATEGORY_UPDATES", "CATEGORY_UPDATES", "CATEGORY_SOCIAL"))
    return _arrived(letter, cast, Sort.NOTIFICATION, {"INBOX", tab}, *extra)


def _list_mail(random: Random, cast: Cast, at: datetime) -> Entry:
    """A post by somebody whom the owner knows from the list only, or by a friend."""
    address = random.choice(cast.lists)
    writer = random.choice(_posters(cast) if random.random() < 0.1 else cast.members)
    letter = _letter(random, writer, (address,), at, f"[{address.name}] {random.choice(names.TOPICS)}")
    return _arrived(letter, cast, Sort.LIST, {"CATEGORY_FORUMS"}, *_list_marks(address), bounce_to=_bounces(address))


def _own_post(random: Random, cast: Cast, at: datetime) -> Entry:
    letter = _letter(random, cast.owner, (random.choice(cast.lists),), at, "a question to all")
    note = Note(sort=Sort.LIST, writer=cast.owner.address, readers=(letter.to[0].address,))
    mail = Mail(headers=wire.sent(letter), at=at, thread=letter.id, labels=frozenset({"SENT"}))
    return Entry(mail=mail, note=note)


def _posters(cast: Cast) -> Sequence[Correspondent]:
    return cast.of(Kind.FRIEND, Kind.CLIENT)


def _list_marks(address: Correspondent) -> wire.Headers:
    local, _, domain = address.address.partition("@")
    return (
        ("Sender", _bounces(address)),
        ("Precedence", "list"),
        ("List-Id", f"{address.name} <{local}.{domain}>"),
        ("List-Post", f"<mailto:{address.address}>"),
        ("List-Unsubscribe", f"<mailto:{local}-leave@{domain}>"),
    )


def _bounces(address: Correspondent) -> str:
    return address.address.replace("@", "-bounces@")


def _letter(
    random: Random, sender: Correspondent, to: Sequence[Correspondent], at: datetime, subject: str
) -> wire.Letter:
    mailbox = _mailbox(sender)
    return wire.Letter(
        id=wire.message_id(random, mailbox.domain),
        at=at,
        sender=mailbox,
        to=tuple(map(_mailbox, to)),
        subject=f"{wire.CANARY} {subject}",
    )


def _mailbox(who: Correspondent) -> wire.Mailbox:
    return wire.Mailbox(name=who.name, address=who.address)


def _arrived(
    letter: wire.Letter,
    cast: Cast,
    sort: Sort,
    labels: set[str],
    *extra: tuple[str, str],
    bounce_to: str | None = None,
    thread: str | None = None,
) -> Entry:
    headers = wire.received(letter, cast.owner.address, *extra, bounce_to=bounce_to)
    mail = Mail(headers=headers, at=letter.at, thread=thread or letter.id, labels=frozenset(labels))
    return Entry(mail=mail, note=Note(sort=sort, writer=letter.sender.address, readers=(cast.owner.address,)))


def _uncategorised(entry: Entry) -> Entry:
    labels = frozenset(label for label in entry.mail.labels if not label.startswith("CATEGORY_")) | {"INBOX"}
    return replace(entry, mail=replace(entry.mail, labels=labels))
