"""A browser that goes where it is told and follows where it is sent, in a thread of its own, as a user's would."""

import threading
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import urllib3


@dataclass(slots=True)
class FakeBrowser:
    """`changed`: parameters of the answer that come back otherwise; None leaves one out."""

    changed: dict[str, str | None] = field(default_factory=dict)
    stale: list[dict[str, str | None]] = field(default_factory=list)
    """So changed the answer is brought before it is brought right: by old tabs that are loaded again."""
    away: bool = False
    """Nobody is there to open anything."""
    opened: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    """What it showed last, after each opening."""
    old_pages: list[str] = field(default_factory=list)
    """What the old tabs showed."""
    threads: list[threading.Thread] = field(default_factory=list)

    def open(self, address: str) -> None:
        self.opened.append(address)
        if self.away:
            return
        self.threads.append(threading.Thread(target=self._visit, args=(address,)))
        self.threads[-1].start()

    def join(self) -> None:
        for thread in self.threads:
            thread.join(10)

    @property
    def asked(self) -> dict[str, str]:
        """The parameters of the consent page that was opened last."""
        return dict(parse_qsl(urlsplit(self.opened[-1]).query))

    def _visit(self, address: str) -> None:
        with urllib3.PoolManager(retries=False, timeout=10) as pool:
            page = pool.request("GET", address, redirect=False)
            if page.status == 302:
                back = page.headers["location"]
                self.old_pages += [pool.request("GET", _turned(back, old)).data.decode() for old in self.stale]
                page = pool.request("GET", _turned(back, self.changed))
        self.pages.append(page.data.decode())


def _turned(address: str, changed: dict[str, str | None]) -> str:
    parts = urlsplit(address)
    query = {**dict(parse_qsl(parts.query)), **changed}
    return urlunsplit(parts._replace(query=urlencode({k: v for k, v in query.items() if v is not None})))
