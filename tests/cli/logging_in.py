"""`crmsync login` as a user meets it: a process that waits, and a browser that goes to the page it prints."""

import json
import re
import time
from dataclasses import dataclass, field
from pathlib import Path

from fake_browser import FakeBrowser
from nursery import Ended
from small_world import ANN, SmallWorld, rewrite

from crmsync_sandbox.consent import Person

CLIENT = "client.json"


@dataclass(slots=True)
class LoggingIn:
    """A folder whose account has a client, and no login yet."""

    world: SmallWorld
    folder: Path
    browser: FakeBrowser = field(default_factory=FakeBrowser)

    def login(self, *words: str, account: str = ANN) -> Ended:
        """Run the command, follow the address that it prints, and wait for its end."""
        (self.folder / "err").unlink(missing_ok=True)
        wait = () if "--wait" in words else ("--wait", "20")
        self.world.nursery.start(self.folder, "--json", "-v", "login", account, "--no-browser", *wait, *words)
        if address := self._printed():
            self.browser.open(address)
        ended = self.world.nursery.wait(self.folder)
        self.browser.join()
        return ended

    def sit(self, person: Person) -> None:
        self.world.sandbox.logins.page.person = person

    @property
    def kept(self) -> Path:
        return self.folder / "logins" / f"{ANN}.json"

    def keeps_secrets(self, *everything: Ended) -> None:
        """No token, code or secret was printed."""
        printed = "".join(ended.out + ended.err for ended in everything)
        client = json.loads((self.folder / CLIENT).read_text())["installed"]["client_secret"]
        login = [json.loads(self.kept.read_text())["refresh_token"]] if self.kept.exists() else []
        for secret in (client, *login, "ya29.", "1//", "4/0", "code="):
            assert secret not in printed

    def _printed(self) -> str | None:
        """The address of the consent page, as soon as it stands on stderr; None where the command ended without."""
        ends = time.monotonic() + 30
        while time.monotonic() < ends:
            told = (self.folder / "err").read_text() if (self.folder / "err").exists() else ""
            if found := re.search(r"(http://\S+/o/oauth2/v2/auth\?\S+)\n", told):
                return found[1]
            if "crmsync: " in told:
                return None
            time.sleep(0.01)
        raise AssertionError(told)


def logging_in(world: SmallWorld) -> LoggingIn:
    """A new folder with the user's own client in the place of a login."""
    folder = world.folder()
    (folder / "login.json").unlink()
    (folder / CLIENT).touch(mode=0o600)
    (folder / CLIENT).write_text(world.sandbox.client())
    rewrite(folder, 'login = { file = "login.json" }', f'client = {{ file = "{CLIENT}" }}')
    return LoggingIn(world, folder)
