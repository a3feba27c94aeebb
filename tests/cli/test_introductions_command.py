"""`introductions`, from what a store knows: topics by rules and by the enrichers that come along."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from small_world import ANN, NOW, SmallWorld, rewrite
from worlds import Lived

BEA, CARL, DORA = "bea@one.test", "carl@two.test", "dora@three.test"
SAILING = '\n[policy.tags.Sailing]\ndomains = ["one.test", "two.test"]\n'


def configure(folder: Path, text: str) -> None:
    with (folder / "config.toml").open("a") as config:
        config.write(text)


def introduced(world: SmallWorld, folder: Path) -> list[Any]:
    found: list[Any] = json.loads(world.done(folder, "introductions").out)
    return found


def test_a_pair_is_told_in_one_object_with_what_is_shared_and_how_warm_the_ties_are(lived: Lived) -> None:
    configure(lived.folder, SAILING)
    [one] = introduced(lived.world, lived.folder)
    assert set(one) == {"people", "shared", "score", "why"}
    assert [each["emails"] for each in one["people"]] == [[BEA], [CARL]]
    assert set(one["people"][0]) == {"emails", "name", "strength", "warmth", "state", "last_contact"}
    assert one["shared"] == [
        {
            "topic": "Sailing",
            "people": 2,
            "because": [f"{BEA} is at a domain of the tag", f"{CARL} is at a domain of the tag"],
        }
    ]
    strengths = [round(each["strength"]) for each in one["people"]]
    assert one["why"].startswith(
        "Both have “Sailing” (like nobody else), and you never had them on one mail or meeting."
    )
    assert f"strength {strengths[0]}, warmth" in one["why"]
    told = lived.world.nursery.run(lived.folder, "introductions", "--as-of", NOW.isoformat()).out
    assert told.startswith(f"A Friend <{BEA}>  and  A Friend <{CARL}>\n    Both have “Sailing”")


def test_who_has_been_on_one_mail_is_not_introduced(lived: Lived) -> None:
    configure(lived.folder, SAILING)
    lived.world.post(f"Ann <{ANN}>", f"{BEA}, {CARL}, {DORA}", NOW - timedelta(days=2), "all of you")
    lived.world.done(lived.folder, "sync")
    assert introduced(lived.world, lived.folder) == []
    told = lived.world.nursery.run(lived.folder, "introductions", "--as-of", NOW.isoformat()).out
    assert told == "Nobody: whoever shares a topic has been on a mail or meeting together, or is of one house.\n"


def test_personal_people_are_introduced_to_nobody(lived: Lived) -> None:
    configure(lived.folder, SAILING.replace("one.test", "family.test"))
    assert introduced(lived.world, lived.folder) == []


def test_where_nothing_is_shared_it_says_what_would_tell(lived: Lived) -> None:
    told = lived.world.nursery.run(lived.folder, "introductions", "--as-of", NOW.isoformat()).out
    assert told == "Nobody: nothing is known of what people share. Labels on mail and groups of contacts tell it.\n"


def test_labels_are_topics_without_a_word_in_the_configuration(ready: SmallWorld) -> None:
    for friend in (BEA, CARL):
        ready.post(f"A Friend <{friend}>", ANN, NOW - timedelta(days=3), f"boat {friend}", ("INBOX", "Boats"))
    ready.talk("info@office.test", [30, 20])
    ready.post("Office <info@office.test>", ANN, NOW - timedelta(days=3), "info@office.test-20", ("INBOX", "Boats"))
    folder = ready.folder()
    ready.done(folder, "backfill", "--yes")
    [one] = introduced(ready, folder)
    assert [(each["topic"], each["people"]) for each in one["shared"]] == [("Boats", 2)], "an office is nobody"
    assert ready.done(folder, "show", BEA).json["tags"] == []
    configure(folder, '\n[enrichers.topics]\nconnector = "interests"\n')
    assert ready.done(folder, "show", BEA).json["tags"] == ["Boats"]
    assert introduced(ready, folder) == [one]


def test_words_of_subjects_are_topics_only_where_they_may_be_stored(ready: SmallWorld) -> None:
    """Everybody's subjects here are the canary's: three different ones of somebody make it a topic."""
    asked = '\n[enrichers.topics]\nconnector = "interests"\nmine = ["canary"]\n'
    folder = ready.folder()
    configure(folder, asked)
    ready.done(folder, "backfill", "--yes")
    assert ready.done(folder, "show", BEA).json["tags"] == []
    allowed = ready.folder()
    configure(allowed, asked)
    rewrite(allowed, "[store]\n", "[store]\nstore_subjects = true\n")
    ready.done(allowed, "backfill", "--yes")
    assert ready.done(allowed, "show", BEA).json["tags"] == ["canary"]
    assert "canary" in ready.done(allowed, "show", BEA).json["why"]
    rewrite(allowed, "store_subjects = true\n", "")
    assert ready.done(allowed, "show", BEA).json["tags"] == []


def test_domains_are_named_as_the_configuration_says(lived: Lived) -> None:
    configure(lived.folder, '\n[enrichers.firms]\nconnector = "domains"\nnames = { "one.test" = "One" }\n')
    assert lived.world.done(lived.folder, "show", BEA).json["tags"] == ["One"]
    assert lived.world.done(lived.folder, "show", CARL).json["tags"] == ["two.test"]
