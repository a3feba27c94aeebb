"""What an address alone tells: a machine, a role, a room, or perhaps a person."""

import re
from collections.abc import Collection

from crmsync.connector import EmailAddress

ROBOT = re.compile(
    r"""(?x)
    ^(no|not?|do[-_.]?not?|dont)[-_.]?repl(y|ies) | [-_.+](no|donot)[-_.]?reply$ | ^no[-_.]?response
    | ^(mailer[-_.]?daemon | postmaster | listserv | majordomo | listmaster | mdaemon | root | cron | daemon | nobody)$
    | ^(auto|automated|autoreply|auto[-_.]?confirm|robot|bot)([-_.].*)?$
    | ^(bounces? | unsubscribe | return)([-_.+].*)?$
    | ^(notifications? | notify | alerts? | newsletters? | news | updates? | digest | announce(ments)?)([-_.+].*)?$
    | [-_.](bounces? | unsubscribe | notifications? | newsletters? | announce(ments?)?)$ | -(request | owner | admin)$
    """
)
"""Local parts behind which nobody reads and nobody writes."""

ROLE = re.compile(
    r"""(?x)
    ^(info | contact | hello | hi | office | mail | team | admin | administrator | webmaster | hostmaster | abuse
    | support | help | helpdesk | service | services | customer[-_.]?(service|care|support) | care
    | sales | billing | accounts? | accounting | invoices? | payments? | orders? | shop | store
    | marketing | press | media | jobs | careers | hr | recruiting | events? | members(hip)? | feedback | survey
    | security | privacy | legal | subscriptions? | offers? | promo(tions)?)([-_.+].*)?$
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


def domain(address: EmailAddress) -> str:
    return address.rpartition("@")[2]


def is_robot(address: EmailAddress) -> bool:
    return ROBOT.search(address.rpartition("@")[0]) is not None


def is_role(address: EmailAddress) -> bool:
    return ROLE.search(address.rpartition("@")[0]) is not None


def is_room(address: EmailAddress) -> bool:
    return domain(address) in ROOM_DOMAINS


def list_address(list_id: str) -> str:
    """The address at which a mailing list most often takes posts: RFC 2919 ids are its address with a dot for the @."""
    local, _, host = list_id.partition(".")
    return f"{local}@{host}"


def matches(address: EmailAddress, patterns: Collection[str]) -> bool:
    """Whether `address` is one of `patterns`: whole addresses, or `@domain` for all of a domain and its subdomains."""
    if address in patterns:
        return True
    labels = domain(address).split(".")
    return any(f"@{'.'.join(labels[i:])}" in patterns for i in range(len(labels)))
