"""What `check` finds about any of Google's services: whose login it is, and whether the network's proxy is used."""

import os
from collections.abc import Iterator, Mapping

import httplib2

from crmsync.connector import Account, EmailAddress, Finding, Weight
from crmsync_google.auth import remedy

PROXIES = ("https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY")


def whose(owner: EmailAddress, account: Account, service: str) -> Finding:
    """Whether the login that reads `service` is the account's own."""
    if owner == account.address:
        return Finding(weight=Weight.GOOD, what=f"The login of {owner} reads {service}.")
    return Finding(
        weight=Weight.WRONG,
        what=f"The login of {account.address} is {owner}'s.",
        remedy=f"{remedy(account)} Choose {account.address} there, or name the account and its sources {owner}.",
    )


def proxy(environment: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """httplib2, which Google's client sends through, silently ignores proxies where PySocks is not installed."""
    named = [name for name in PROXIES if environment.get(name)]
    if named and httplib2.socks is None:
        yield Finding(
            weight=Weight.DOUBTFUL,
            what=f"Google is called without the proxy that {named[0]} names: PySocks is not installed.",
            remedy="Install PySocks beside crmsync, or unset the variable.",
        )
