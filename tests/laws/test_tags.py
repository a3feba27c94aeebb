"""Whom tags fall on, and why; which of them may leave the store."""

from collections.abc import Iterable

import pytest
from made_up import address, ago, met, moment, relationship

from crmsync.connector import Output, PersonView, Tag
from crmsync.identity.addresses import Domain
from crmsync.planning.task_content import content
from crmsync.planning.wanted import wanted
from crmsync.relationships.tags import Rules, RuleSettings, TagRule, gathered, pushed

RULES = {
    "friends": TagRule(labels=frozenset({"Friends"}), cadence_days=20),
    "investor": TagRule(domains=frozenset({Domain("partner.test")}), groups=frozenset({"VC"}), push=True),
    "note": TagRule(labels=frozenset({"Note"})),
}
PLAIN = (address("ben@mail.test"),)


def given(*addresses: str, labels: Iterable[str] = (), groups: Iterable[str] = ()) -> dict[str, str]:
    view = PersonView(addresses=tuple(map(address, addresses)), labels=frozenset(labels), groups=frozenset(groups))
    return {tag.name: tag.because for tag in Rules(RuleSettings(tags=RULES)).enrich(view)}


def test_a_rule_falls_on_labels_groups_and_domains_with_their_subdomains_and_says_why() -> None:
    assert given("ben@mail.test") == {}
    assert given("ben@partner.test") == {"investor": "ben@partner.test is at a domain of the tag"}
    assert given("b@mail.test", "b@uk.partner.test") == {"investor": "b@uk.partner.test is at a domain of the tag"}
    assert given(groups=["VC", "x"]) == {"investor": "they are in the group VC of your contacts"}
    assert given(labels=["Note", "Friends"]) == {
        "friends": "mail with them carries your label Friends",
        "note": "mail with them carries your label Note",
    }


def test_a_tag_given_twice_is_one_with_the_reason_that_came_first() -> None:
    tags = [Tag(name="b", because="first"), Tag(name="a", because="x"), Tag(name="b", because="second")]
    assert gathered(tags) == (Tag(name="a", because="x"), Tag(name="b", because="first"))
    assert gathered([Tag(name="", because="nobody knows")]) == ()


def test_tags_are_private_unless_they_are_pushed() -> None:
    assert pushed(RULES) == ("investor",)
    tags = tuple(Tag(name=name, because="so") for name in ("friends", "from elsewhere", "investor"))
    tagged = relationship(met(ago(3)), rules={**RULES}, tags=tags, addresses=PLAIN)
    assert tagged.person.tags == tags
    assert tagged.tags == ("friends", "from elsewhere", "investor")
    assert tagged.pushed_tags == ("investor",)
    assert wanted(tagged, moment(), complete=True)[Output.TAGS] == "investor"


def test_pushed_tags_stand_in_order_with_a_semicolon_between() -> None:
    rules = {name: TagRule(push=True) for name in "zab"}
    tags = gathered(Tag(name=name, because="so") for name in "zab")
    tagged = relationship(met(ago(3)), rules=rules, tags=tags)
    assert wanted(tagged, moment(), complete=True)[Output.TAGS] == "a;b;z"


@pytest.mark.parametrize("push", [True, False])
def test_a_task_names_the_tag_that_sets_the_cadence_only_where_it_may_leave(push: bool) -> None:
    rules = {"CANARY": TagRule(cadence_days=20, push=push)}
    tagged = relationship(met(ago(60)), rules=rules, tags=(Tag(name="CANARY", because="so"),))
    now = moment()
    assert tagged.cadence is not None
    assert tagged.cadence.because == "tag CANARY"
    task = content(tagged, now, due=now.today, owner=None)
    assert ("(tag CANARY)" in task.body) is push
    assert "Your aim: every 20 days" in task.body
    pushed_there = [task.subject, task.body, *wanted(tagged, now, complete=True).values()]
    assert any("CANARY" in text for text in pushed_there) is push
