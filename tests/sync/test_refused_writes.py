"""What HubSpot refuses, or is not ready for: told once, the rest written, the same content never sent again."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from endings import keeps_secrets, says
from small_world import ANN, NOW, SmallWorld, crm, end
from worlds import Beginnings

from crmsync_sandbox.hubspot.errors import Body, Invalid, Problem, invalid_values
from crmsync_sandbox.hubspot.judging import Judge
from crmsync_sandbox.hubspot.schema import Property


@dataclass(slots=True)
class Rule:
    """A validation rule that an administrator put on a property: this contact may not have this value."""

    contact: str
    values: Mapping[str, str]
    met: int = 0

    def problem(self, one: Body) -> Problem | None:
        asked = one.get("properties", {})
        if str(one.get("id")) != self.contact or not all(asked.get(name) == text for name, text in self.values.items()):
            return None
        self.met += 1
        return invalid_values([Invalid(name=name, code="RULE_BROKEN", message="CANARY") for name in self.values], 1)


@pytest.fixture
def rule(ready: SmallWorld, monkeypatch: pytest.MonkeyPatch) -> Rule:
    """Bea's contact refuses the date at which Ann last wrote to her."""
    made = Rule(
        contact=ready.sandbox.portal.contact("bea@one.test").id,
        values={"crmsync_last_sent": "2026-08-10T10:00:00Z"},
    )
    judge = Judge.update
    monkeypatch.setattr(Judge, "update", lambda self, one: made.problem(one) or judge(self, one))
    return made


def test_one_refused_value_costs_nobody_else_theirs(ready: SmallWorld, beginnings: Beginnings, rule: Rule) -> None:
    folder = ready.folder()
    ended = ready.crmsync(folder, "backfill", "--yes")
    says(ended, 3, "crm: set_properties of contact", rule.contact, "crmsync_last_sent", "not sent again")
    assert ended.json["status"] == "partial"
    assert (ended.json["applied"], ended.json["rejected"]) == (8, 1)
    there = crm(ready.sandbox)
    assert not any(name.startswith("crmsync_") for name in there["contacts"].pop("bea@one.test"))
    expected = dict(beginnings.end.there["contacts"])
    del expected["bea@one.test"]
    assert there["contacts"] == expected
    assert there["tasks"] == beginnings.end.there["tasks"]
    keeps_secrets(folder, ended)


def test_refused_content_is_not_sent_again_the_next_night(ready: SmallWorld, rule: Rule) -> None:
    folder = ready.folder()
    ready.crmsync(folder, "backfill", "--yes")
    ended = ready.done(folder, "sync")
    assert (rule.met, ended.json["status"], ended.json["changes"]) == (1, "done", {})


def test_refused_content_is_sent_again_once_it_is_another(ready: SmallWorld, rule: Rule) -> None:
    folder = ready.folder()
    ready.crmsync(folder, "backfill", "--yes")
    ready.post(f"Ann <{ANN}>", "bea@one.test", NOW, "anew")
    ready.done(folder, "sync")
    assert crm(ready.sandbox)["contacts"]["bea@one.test"]["crmsync_last_sent"] == "2026-11-18T09:00:00.000Z"


def test_a_push_without_setup_keeps_the_pull_and_names_what_lacks(world: SmallWorld, beginnings: Beginnings) -> None:
    folder = world.folder()
    before = crm(world.sandbox)
    ended = world.crmsync(folder, "backfill", "--yes")
    says(ended, 3, "crm: it lacks", "crmsync_last_contact", "crmsync_key", "crmsync setup", "what was pulled is kept")
    assert ended.json["pulled"] == {"mail": 87}
    assert crm(world.sandbox) == before
    world.done(folder, "setup", "--yes")
    world.done(folder, "sync", "--yes")
    assert end(world, folder).there == beginnings.end.there


def test_a_property_that_somebody_deletes_later_stops_the_push_and_setup_is_named(ready: SmallWorld) -> None:
    folder = ready.folder()
    ready.done(folder, "backfill", "--yes")
    schema = ready.sandbox.portal.state.schemas["contacts"]
    del schema.properties["crmsync_why"]
    ready.post(f"Ann <{ANN}>", "bea@one.test", NOW, "anew")
    before = crm(ready.sandbox)
    ended = ready.crmsync(folder, "sync")
    says(ended, 3, "crmsync_why is missing", "crmsync setup")
    assert crm(ready.sandbox) == before


def test_setup_says_which_property_has_another_type_and_creates_nothing(world: SmallWorld) -> None:
    folder = world.folder()
    properties = world.sandbox.portal.state.schemas["contacts"].properties
    properties["crmsync_turn"] = Property(
        name="crmsync_turn", label="Turn", type="string", field_type="text", group="contactinformation"
    )
    before = dict(properties)
    ended = world.crmsync(folder, "setup", "--yes")
    says(ended, 3, "the property crmsync_turn is of type string, not enumeration", "Delete it in HubSpot")
    assert properties == before


def test_setup_twice_creates_nothing_the_second_time(world: SmallWorld) -> None:
    folder = world.folder()
    assert "crmsync_last_contact" in world.done(folder, "setup", "--yes").json["created"]["crm"]
    there = world.sandbox.portal.dump()
    assert world.done(folder, "setup", "--yes").json == {"created": {"crm": []}}
    assert world.sandbox.portal.dump() == there


def test_setup_without_a_yes_creates_nothing(world: SmallWorld) -> None:
    folder = world.folder()
    there = world.sandbox.portal.dump()
    ended = world.crmsync(folder, "setup")
    assert ended.code == 3
    assert "--yes" in ended.err
    assert "crmsync_last_contact" in ended.err
    assert world.sandbox.portal.dump() == there
