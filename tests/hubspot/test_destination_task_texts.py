"""What stands on our tasks at HubSpot."""

import pytest
from hubspot_crm import Crm, content, create

from crmsync.connector import TaskText

WRITTEN = TaskText(subject=content().subject, body=content().body)


def test_a_text_comes_back_as_it_was_given(crm: Crm) -> None:
    [bob] = crm.load("bob@example.com")
    [task] = crm.ids(create(bob))
    assert crm.destination().texts([task, "999"]) == {task: WRITTEN}


@pytest.mark.parametrize(
    "html",
    ["<p>61 days &lt;quiet&gt; &amp; so on</p><p>mail</p>", "<div>61 days &lt;quiet&gt; &amp; so on<br/>mail</div>"],
)
def test_tags_that_hubspot_puts_around_the_lines_are_no_change(crm: Crm, html: str) -> None:
    [bob] = crm.load("bob@example.com")
    [task] = crm.ids(create(bob))
    crm.sandbox.portal.people.set_property(task, "hs_task_body", html, kind="tasks")
    assert crm.destination().texts([task]) == {task: WRITTEN}


def test_another_word_is_a_change(crm: Crm) -> None:
    [bob] = crm.load("bob@example.com")
    [task] = crm.ids(create(bob))
    crm.sandbox.portal.people.set_property(task, "hs_task_body", "61 days", kind="tasks")
    assert crm.destination().texts([task]) != {task: WRITTEN}
