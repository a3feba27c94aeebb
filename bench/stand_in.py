"""A Gmail in a process of its own, so that its work is not counted as ours.

python bench/stand_in.py {"messages": 20000, "plain": false, "scale": 1.0, "units_per_minute": 6000}

It says where it is and what the login is, in a line of JSON; then, for each line on stdin, what it has counted.
"""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from crmsync_sandbox.generate.year import year
from crmsync_sandbox.life import Mail
from crmsync_sandbox.server import Sandbox

OWNER = "ann@example.com"
UNTIL = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def main() -> None:
    asked = json.loads(sys.argv[1])
    with Sandbox(window_scale=asked["scale"]) as sandbox:
        mailbox = sandbox.mailbox(OWNER)
        mailbox.fill(plain(asked["messages"]) if asked["plain"] else generated(asked["messages"]))
        mailbox.quota.set(units_per_minute=asked["units_per_minute"])
        say({"url": sandbox.url, "login": sandbox.login(OWNER), "owner": OWNER})
        for _ in sys.stdin:
            parts = [one for call in sandbox.meter.log for one in (call.parts or (call,)) if call.service == "gmail"]
            say(
                {
                    "units": sandbox.meter.units[OWNER],
                    "refused": sum(one.status in (403, 429) for one in parts),
                    "requests": sandbox.meter.requests["gmail"],
                }
            )


def generated(messages: int) -> tuple[Mail, ...]:
    """A believable year, as many people as it takes."""
    return year(messages=messages, people=messages // 20, until=UNTIL).life.mails


def plain(messages: int) -> Iterator[Mail]:
    """Talks of two and letters, half and half, so many that making them must be quick; they share their headers."""
    headers = (("From", "Bob Stone <bob@example.org>"), ("To", OWNER), ("Message-ID", "<1@example.org>"))
    for number in range(messages):
        labels = frozenset({"SENT"} if number % 4 == 1 else {"INBOX"})
        thread = f"talk {number // 4}" if number % 4 < 2 else f"letter {number}"
        yield Mail(headers=headers, at=UNTIL - timedelta(minutes=messages - number), thread=thread, labels=labels)


def say(what: object) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main()
