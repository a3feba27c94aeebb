"""Who is known by a LinkedIn profile only is a person here, and no destination hears of what stands for an address."""

from datetime import timedelta

import pytest
from small_world import NOW, rewrite
from test_created_contacts import HAL, contact_of
from worlds import Lived

LATER = NOW + timedelta(days=1)
GINA = "gina-lark@linkedin.invalid"
SOURCE = """[sources.linkedin]
connector = "files"
path = "linkedin"

[destinations.crm]
create_contacts = "two-way"
"""
CONNECTIONS = f"""First Name,Last Name,URL,Email Address,Company,Position,Connected On
Hal,Stone,https://www.linkedin.com/in/hal-stone,{HAL},Firm,Boss,20 Nov 2024
Gina,Lark,https://www.linkedin.com/in/gina-lark,,Firm,Boss,20 Nov 2024
"""
HEAD = "CONVERSATION ID,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER\n"


def line(talk: str, sender: str, to: str, hour: int) -> str:
    profile = "https://www.linkedin.com/in/"
    return f"{talk},,{profile}{sender},,{profile}{to},2026-11-10 {hour:02}:00:00 UTC,,hello,INBOX\n"


@pytest.fixture
def linked(lived: Lived) -> Lived:
    rewrite(lived.folder, "[destinations.crm]\n", SOURCE)
    (lived.folder / "linkedin").mkdir()
    (lived.folder / "linkedin" / "Connections.csv").write_text(CONNECTIONS)
    lines = (line(talk, *pair, 9 + n) for talk in ("hal-stone", "gina-lark") for n, pair in enumerate(_both(talk)))
    (lived.folder / "linkedin" / "messages.csv").write_text(HEAD + "".join(lines))
    return lived


def _both(other: str) -> tuple[tuple[str, str], ...]:
    return ((other, "ann"), ("ann", other))


def test_a_talk_counts_and_nobody_outside_hears_what_stands_for_an_address(linked: Lived) -> None:
    world, folder = linked.world, linked.folder
    world.sandbox.meter.reset()
    changes = world.done(folder, "sync", now=LATER).json["changes"]
    assert changes["create_contact"] == 1
    hal = contact_of(world, HAL)
    assert hal is not None
    assert (hal["firstname"], hal["crmsync_last_channel"]) == ("Hal", "message")
    gina = world.done(folder, "show", GINA, now=LATER).json
    assert (gina["name"], gina["last_contact"], gina["pushed"]) == ("Gina Lark", "2026-11-10T10:00:00Z", False)
    sent = [call for call in world.sandbox.meter.log if call.service == "hubspot"]
    assert sent
    assert not [call for call in sent if b".invalid" in call.body]
