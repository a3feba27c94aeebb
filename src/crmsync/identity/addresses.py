"""What an address alone tells: a machine, a role, a room, or perhaps a person."""

import re
from collections.abc import Collection
from typing import NewType

from crmsync.connector import EmailAddress, email_address

Domain = NewType("Domain", str)
"""A lower-case domain without the @; made by `domain_name`."""

Pattern = NewType("Pattern", str)
"""Whom a setting speaks of: an address, or `@domain` for all of a domain and its subdomains; made by `pattern`."""

ROBOT = re.compile(
    r"""(?x)
    (^|[-_.+]) (no|do[-_.]?not?|dont) [-_.]? (reply|replies|response) ([-_.+\d]|$)
    | ^(mailer[-_.]?daemon | postmaster | listserv | majordomo | listmaster | mdaemon | root | cron | daemon | nobody)$
    | ^(auto[-_.]?(reply|responder|confirm|mailer)|automated|robot|bot)$ | \[bot\]$ | ^reply\+
    | (^|[-_.+]) (bounces? | unsubscribe | notifications? | newsletters?) ([-_.+=].*)?$
    | ^(notify | alerts? | news | updates? | digest | announce | return) (\d*|\+.*)$
    | ^(reminders? | headlines | mailer | mailing[-_.]?list | list[-_.]?manager)$
    | -(announce(ments?)? | request)$ | [#]
    """
)
"""Local parts behind which nobody reads and nobody writes.

Only what can't well be part of a name: a robot that is kept shows by its silence, a person taken for one is lost.
"""

ROBOT_HOST = re.compile(
    r"(^|\.)(no-?reply|bounces?|reply|e?newsletters?|mailings?|alerts?|bulletins?|ummail\d*)\.(?=.*\.)"
)
"""Hosts that take no mail for people, such as the hidden addresses of a code forge, or from which only bulk is sent.

They stand below a domain: who has a domain of such a name may be a person.
"""

ROLE = re.compile(
    r"""(?x)
    ^(info | contact | hello | hi | office | mail | team | admin | administrator | webmaster | hostmaster | abuse
    | support | help | helpdesk | service | services | customer[-_.]?(service|care|support) | care
    | sales | billing | accounts? | accounting | invoices? | payments? | orders? | shop | store
    | marketing | press | media | jobs | careers | hr | recruiting | events? | members(hip)? | feedback | survey
    | security | privacy | legal | subscriptions? | offers? | promo(tions)?)([-_.+].*)?$
    | -(owner | admin | team)$
    """
)
"""Local parts of an office rather than of a person. Who answers there shows in what is written back and forth."""

ROOM_DOMAINS = ("resource.calendar.google.com", "group.calendar.google.com")

FREE_MAIL = frozenset(
    """gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com aol.com icloud.com me.com
    mac.com gmx.com gmx.de gmx.net web.de proton.me protonmail.com pm.me fastmail.com hey.com zoho.com mail.com
    mail.ru yandex.ru yandex.com qq.com 163.com 126.com hotmail.co.uk yahoo.co.uk yahoo.fr orange.fr free.fr
    laposte.net libero.it t-online.de hotmail.fr live.co.uk btinternet.com comcast.net verizon.net att.net""".split()
)
"""Domains that say nothing of where one works."""


def domain_name(text: str) -> Domain | None:
    """The domain in canonical form, given with or without the @; None where `text` is none."""
    address = email_address(f"somebody@{text.strip().removeprefix('@')}")
    return Domain(domain(address)) if address else None


def pattern(text: str) -> Pattern | None:
    """The pattern in canonical form, or None where `text` is neither an address nor `@domain`."""
    if text.strip().startswith("@"):
        name = domain_name(text)
        return Pattern(f"@{name}") if name else None
    address = email_address(text)
    return Pattern(address) if address else None


def domain(address: EmailAddress) -> str:
    return address.rpartition("@")[2]


def is_robot(address: EmailAddress) -> bool:
    local, _, host = address.rpartition("@")
    return ROBOT.search(local) is not None or ROBOT_HOST.search(host) is not None


def is_role(address: EmailAddress) -> bool:
    return ROLE.search(address.rpartition("@")[0]) is not None


def is_room(address: EmailAddress) -> bool:
    return domain(address) in ROOM_DOMAINS


def list_address(list_id: str) -> str:
    """The address at which a mailing list most often takes posts: RFC 2919 ids are its address with a dot for the @."""
    local, _, host = list_id.partition(".")
    return f"{local}@{host}"


def matches(address: EmailAddress, patterns: Collection[str]) -> bool:
    """Whether one of `patterns` (in canonical form) speaks of `address`."""
    if not patterns:
        return False
    if address in patterns:
        return True
    labels = domain(address).split(".")
    return any(f"@{'.'.join(labels[i:])}" in patterns for i in range(len(labels)))
