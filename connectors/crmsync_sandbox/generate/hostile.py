"""Header text that breaks readers: each form once, from a stranger of its own, many with the owner's answer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

from crmsync_sandbox.generate import wire
from crmsync_sandbox.generate.cast import Cast
from crmsync_sandbox.generate.conversation import begun
from crmsync_sandbox.generate.truth import Correspondent, Entry, Kind

LONG = 1_000_000
"""Characters of a header of a megabyte."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One hostile form: what a header becomes, given the stranger's address and the owner's."""

    name: str
    header: str
    text: Callable[[str, str], str]
    answered: bool = False
    """Whether the owner writes back: then the stranger is somebody, whatever the header."""


FORMS = (
    Form(name="parentheses-from", header="From", text=lambda who, me: "(" * 10_000 + f" <{who}>"),
    Form(name="parentheses-to", header="To", text=lambda who, me: "(" * 10_000 + f" {me}", answered=True),
    Form(name="charset", header="From", text=lambda who, me: f"=?x-invented-9?Q?Gr=FCn?= <{who}>", answered=True),
    Form(name="words", header="From", text=lambda who, me: f"=?utf-8?B?w7x!?= =?utf-8?Q?=G1 <{who}>", answered=True),
    Form(name="bidi", header="From", text=lambda who, me: f"Rob \u202eelpmaxe@nna\u202c\u2066 <{who}>", answered=True),
    Form(name="control", header="From", text=lambda who, me: f"Be\x07ll\x00 \x1b[31mRed\x7f <{who}>", answered=True),
    Form(name="other-address", header="From", text=lambda who, me: f'"{me}" <{who}>', answered=True),
    Form(name="html", header="From", text=lambda who, me: f'"<script>alert(1)</script>" <{who}>', answered=True),
    Form(name="formula", header="From", text=lambda who, me: f'"=HYPERLINK(0,1)+cmd|x" <{who}>', answered=True),
    Form(name="long-to", header="To", text=lambda who, me: '"' + "x" * LONG + f'" <{me}>', answered=True),
    Form(name="long-references", header="References", text=lambda who, me: ("<" + "y" * 98 + "> ") * (LONG // 100)),
    Form(name="six-hundred", header="Cc", text=lambda who, me: ", ".join(f"r{i}@crowd.example" for i in range(600))),
    Form(name="group", header="To", text=lambda who, me: f"The team: {me}, Bo <bo@crowd.example>;", answered=True),
    Form(name="undisclosed", header="To", text=lambda who, me: "undisclosed-recipients:;", answered=True),
    Form(name="empty-from", header="From", text=lambda who, me: ""),
    Form(name="null-from", header="From", text=lambda who, me: "<>"),
    Form(name="nameless", header="From", text=lambda who, me: "Somebody"),
    Form(name="two-writers", header="From", text=lambda who, me: f"{who}, Co <co@crowd.example>"),
    Form(name="quoted-local", header="From", text=lambda who, me: '"a b@c"@odd.example'),
    Form(name="long-address", header="From", text=lambda who, me: f"{'z' * 300}@odd.example"),
    Form(name="international", header="From", text=lambda who, me: "Grete <grüße@größe.example>"),
    Form(name="shouted", header="From", text=lambda who, me: f"LOUD <{who.upper()}>", answered=True),
    Form(name="vague-date", header="Date", text=lambda who, me: "yesterday, sort of", answered=True),
    Form(name="early-date", header="Date", text=lambda who, me: "Tue, 01 Jan 1980 00:00:00 +0000", answered=True),
    Form(name="late-date", header="Date", text=lambda who, me: "Fri, 01 Jan 2106 00:00:00 +9999", answered=True),
    Form(name="no-id", header="Message-ID", text=lambda who, me: "", answered=True),
)

IMPORTED = datetime(1980, 1, 1, tzinfo=UTC)
"""The stamp of mail that was brought in from a machine without a clock."""


def strangers() -> tuple[Correspondent, ...]:
    """One for each form, and two whose mail has an impossible stamp."""
    names = (*(form.name for form in FORMS), "stamp-past", "stamp-future")
    return tuple(
        Correspondent(name=name.replace("-", " ").title(), addresses=(f"{name}@odd.example",), kind=Kind.STRANGER)
        for name in names
    )


def hostile(random: Random, cast: Cast, *, begin: datetime, until: datetime) -> Iterator[Entry]:
    """Every form, somewhere in the period, with its answers; and mail stamped 1980 and a year ahead."""
    *formed, early, late = strangers()
    for form, stranger in zip(FORMS, formed, strict=True):
        at = begin + timedelta(seconds=int(random.uniform(0, 0.98) * (until - begin).total_seconds()))
        yield from _exchange(random, cast, form, stranger, at)
    yield begun(random, cast, early).write(early, [cast.owner], IMPORTED)
    yield begun(random, cast, late).write(late, [cast.owner], until + timedelta(days=366))


def _exchange(random: Random, cast: Cast, form: Form, stranger: Correspondent, at: datetime) -> Iterator[Entry]:
    talk = begun(random, cast, stranger)
    entry = talk.write(stranger, [cast.owner], at)
    headers = wire.replaced(entry.mail.headers, form.header, form.text(stranger.address, cast.owner.address))
    yield replace(entry, mail=replace(entry.mail, headers=headers))
    if form.answered:
        yield talk.write(cast.owner, [stranger], at + timedelta(hours=2))
