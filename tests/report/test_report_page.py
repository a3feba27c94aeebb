"""The page: small, alone, and nothing in it runs but its own script."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import NOW, address, person, sent
from many import crowd, facts_of, known
from reading_pages import charts, details, element

from crmsync.identity.people import PersonId
from crmsync.relationships.relationship import Relationship
from crmsync.report.building import report
from crmsync.report.data import ReportData
from crmsync.report.packing import harmless
from crmsync.report.page import page

MOST_BYTES = 3_000_000
EVIL = '</script><script>alert("x")</script><img src=x onerror=alert(1)> & {{ 7 * 7 }} \u2028'


def named(name: str) -> Mapping[PersonId, Relationship]:
    who = person(address("eve@evil.test"), name=name)
    return known({who.id: (who, [sent(NOW)])})


@pytest.fixture(scope="module")
def of_a_crowd() -> ReportData:
    return crowd(20_000)


def test_with_twenty_thousand_people_it_has_less_than_three_megabytes(of_a_crowd: ReportData) -> None:
    html = page(of_a_crowd)
    assert len(html.encode()) < MOST_BYTES
    assert len(charts(html)["people"]["name"]) == len(details(html)) == 20_000


def test_it_names_no_place_to_load_from(of_a_crowd: ReportData) -> None:
    html = re.sub(r'<script type="[\w/]+" id="\w+">.*?</script>', "", page(of_a_crowd), flags=re.DOTALL)
    assert re.findall(r"""(?:src|href)=["'](?!#|data:)[^"']*|@import[^;]*|url\([^)]*\)|fetch\(""", html) == []


def test_the_policy_allows_the_own_script_and_style_by_their_hash_and_nothing_else() -> None:
    html = page(report(facts_of({})))
    [policy] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.replace("&#39;", "'").split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == hashed(re.findall(r"<script>(.*?)</script>", html, re.DOTALL))
    assert rules["style-src"] == hashed(re.findall(r"<style>(.*?)</style>", html, re.DOTALL))
    assert rules["img-src"] == "data:"


def hashed(texts: list[str]) -> str:
    [text] = texts
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_script_makes_no_markup_from_text() -> None:
    [script] = re.findall(r"<script>(.*?)</script>", page(report(facts_of({}))), re.DOTALL)
    for word in "innerHTML outerHTML insertAdjacentHTML document.write eval( Function( DOMParser".split():
        assert word not in script


def test_a_name_that_is_markup_stays_a_name() -> None:
    html = page(report(facts_of(named(EVIL), troubles=(EVIL,))))
    assert charts(html)["people"]["name"] == [EVIL]
    assert len(re.findall("<script", html)) == 4
    assert "<img" not in html
    assert "&lt;img src=x" in html  # the trouble, which stands in the page itself


@settings(deadline=None)
@given(st.text())
def test_harmless_json_means_the_same_and_holds_no_markup(text: str) -> None:
    made = harmless(json.dumps(text, ensure_ascii=False))
    assert json.loads(made) == text
    assert not set(made) & set("<>&\u2028\u2029")


def test_the_same_data_give_the_same_page() -> None:
    assert page(crowd(50)) == page(crowd(50))


def test_of_each_person_the_days_and_the_explanation_are_kept_word_for_word() -> None:
    data = crowd(50)
    for row, (ages, lines) in zip(data.people, details(page(data)), strict=True):
        assert tuple(ages) == row.recent
        assert [tuple(line.split("\t")) for line in lines] == list(row.explanation)


def test_pictures_stand_in_numbers_too() -> None:
    html = page(crowd(50))
    for caption in ("The signature", "The year", "In and out", "New people", "What was left out"):
        assert f"{caption} in numbers" in html


def test_what_is_wrong_with_the_backtest_is_said_in_place_of_its_pictures() -> None:
    html = page(report(facts_of({}, verdict="history must reach back further.")))
    assert "history must reach back further." in html
    assert 'id="reliability"' not in html
    assert element(html, "charts")
