"""A first pull in a process of its own, measured: processor time, wall time, peak memory.

python bench/pulling.py {"url": …, "login": …, "scale": 1, "units_per_minute": 6000, "pages": 5, "bare": true}

`pages`: stop after so many. `bare`: send the same batches once more by the standard library's HTTP alone.
"""

import gzip
import http.client
import json
import resource
import sys
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from crmsync.connector import Account, EmailAddress, Filing, Secret
from crmsync.retry import Caller
from crmsync_google.gmail import Gmail, first_pull, mailbox, nightly
from crmsync_google.transport import Transport

LOADED = (first_pull, mailbox, nightly)
"""By the first pull else: loading them is no part of it."""


class Nothing:
    """The view of an empty store."""

    now = datetime.now(UTC)
    since = None
    subjects = False

    def known(self, ids: Collection[str]) -> Collection[str]:
        return ()

    def filed(self, ids: Collection[str]) -> Mapping[str, Filing]:
        return {}

    def wanted(self) -> Collection[EmailAddress]:
        return ()


@dataclass
class Batches:
    """Those that were sent, as they were sent."""

    sent: list[tuple[str, Any]] = field(default_factory=list)

    def listen(self) -> None:
        request = Transport.request

        def heard(transport: Transport, uri: str, method: str, body: str | None, headers: Any) -> Any:
            if body:
                self.sent.append((body, headers))
            return request(transport, uri, method, body, headers)

        Transport.request = heard

    def send_again(self, url: str) -> float:
        """Seconds of processor time for the same batches, unpacked and thrown away."""
        connection = http.client.HTTPConnection(urlsplit(url).netloc)
        before = time.process_time()
        for body, headers in self.sent:
            connection.request("POST", "/batch/gmail/v1", body, {**headers, "accept-encoding": "gzip"})
            answer = connection.getresponse()
            content = answer.read()
            gzip.decompress(content) if answer.headers["content-encoding"] else content
        return time.process_time() - before


def main() -> None:
    asked = json.loads(sys.argv[1])
    account = Account(
        address=asked["owner"],
        login=Secret("the sandbox", lambda: asked["login"]),
        units_per_minute=asked["units_per_minute"],
    )
    caller = Caller(wait_scale=asked["scale"])
    source = Gmail(Gmail.Config(account=account.address, api_base=asked["url"]), account=account, caller=caller)
    batches = Batches()
    if asked["bare"]:
        batches.listen()
    began, spent = time.monotonic(), time.process_time()
    told = sum(len(page.records) for page in islice(source.pull(None, Nothing()), asked["pages"])) - 1
    measured = {
        "told": told,
        "seconds": time.monotonic() - began,
        "processor": time.process_time() - spent,
        "units": caller.tally.units[account.address],
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    again = {"bare": batches.send_again(asked["url"])} if asked["bare"] else {}
    print(json.dumps(measured | again))


if __name__ == "__main__":
    main()
