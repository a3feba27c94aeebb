"""What `check` finds about a mailbox: whose it is, what it may send as, how long its first pull takes."""

from collections.abc import Iterator
from math import ceil

from crmsync.connector import Finding, Weight
from crmsync_google.findings import proxy, whose
from crmsync_google.gmail.mailbox import Mailbox, Size


def findings(mailbox: Mailbox) -> Iterator[Finding]:
    size = mailbox.size()
    yield whose(size.address, mailbox.account, "Gmail")
    yield _first_pull(mailbox, size)
    if mailbox.account.access == "readonly":
        mailbox.require_search()
    aliases = tuple(address for address in mailbox.aliases() if address != size.address)
    if aliases:
        said = f"It may also send as {', '.join(aliases)}: what comes from there is yours."
        yield Finding(weight=Weight.GOOD, what=said, own=aliases)
    yield from proxy()


def _first_pull(mailbox: Mailbox, size: Size) -> Finding:
    """An upper bound: what the plan leaves unread as bulk costs nothing."""
    pace, price = mailbox.account.units_per_minute, mailbox.prices.message
    minutes = ceil(size.messages * price / pace)
    time = f"{minutes} min" if minutes < 120 else f"{ceil(minutes / 60)} h"
    said = f"It holds {size.messages} messages; a first pull takes at most {time} at {pace} units a minute."
    return Finding(weight=Weight.GOOD, what=said)
