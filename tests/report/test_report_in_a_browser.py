"""The page as a person meets it: in a real browser, by pointer and by keyboard, wide and narrow, light and dark."""

import re
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from chromium import NARROW, Opened
from made_up import ago, met, sent
from many import crowd, facts_of
from playwright.sync_api import Page, expect
from test_report_data import days_ago, people
from test_report_page import EVIL, named

from crmsync.report.building import report
from crmsync.report.page import page

FEW = 300
ROWS_AT_ONCE = 60
SECONDS = 5
LEAST = 120
"""Pixels in which a name can be read."""
BELOW = 14
"""Pixels from a dot down to its tip."""
PAINTED = """canvas => {
    const all = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    return all.filter((value, place) => place % 4 === 3 && value).length;
}"""


@pytest.fixture(scope="module")
def few() -> str:
    return page(crowd(FEW))


@pytest.fixture(scope="module")
def many() -> str:
    return page(crowd(20_000))


def rows(made: Page) -> list[str]:
    return made.locator("#grid tbody tr[data-who] td:first-child").all_inner_texts()


def shown(made: Page) -> int:
    return int(made.locator("#count").inner_text().split()[0])


def detail(made: Page) -> str:
    return made.locator("#person").inner_text()


@pytest.mark.parametrize("how", [{}, {"color_scheme": "dark"}, {"viewport": NARROW}], ids=["wide", "dark", "narrow"])
@pytest.mark.timeout(300)
def test_accessibility_rules_find_nothing(few: str, opened: Opened, how: dict[str, object]) -> None:
    made = opened(few, bypass_csp=True, **how)  # the rules are a script of their own
    for summary in made.locator("details.numbers summary").all():
        summary.click()
    made.locator("#grid tbody tr[data-who]").first.click()
    made.locator("#person dl").wait_for()
    found = Axe().run(made)
    assert found.violations_count == 0, found.generate_report()


def test_every_picture_is_drawn_and_says_in_words_what_it_shows(few: str, opened: Opened) -> None:
    made = opened(few)
    for name in ("signature", "year", "flows", "keeping", "reasons", "scores", "reliability"):
        picture = made.locator(f"#{name} svg[role=img]")
        picture.locator("rect, circle").first.wait_for(state="attached")
        assert picture.locator("rect, circle").count() > 1
        assert picture.get_attribute("aria-label") == made.locator(f"figure:has(#{name}) figcaption").inner_text()
    assert painted(made) > 1000


def painted(made: Page) -> int:
    """How many pixels of the scatter are not clear."""
    return int(made.locator("#scatter canvas").evaluate(PAINTED))


def test_a_click_on_a_dot_selects_the_person_and_tells_why(opened: Opened) -> None:
    made = opened(page(report(facts_of(people({1: days_ago(400), 2: days_ago(90, 60, 30), 3: days_ago(1)})))))
    made.locator("#scatter canvas").focus()
    made.keyboard.press("ArrowRight")
    made.keyboard.press("ArrowRight")
    expect(made.locator("#tip")).to_contain_text("P 2: strength")
    tip = made.locator("#tip").bounding_box()
    assert tip
    made.mouse.click(tip["x"], tip["y"] - BELOW)
    expect(made.locator("#person-name")).to_have_text("P 2")
    made.locator("#person dl").wait_for()
    for word in ("strength", "state", "next", "3 active days in the last two years"):
        assert word in detail(made)


def test_the_days_behind_the_numbers_stand_below_the_person(opened: Opened) -> None:
    talks = [met(ago(30)), sent(ago(30)), sent(ago(90))]
    made = opened(page(report(facts_of(people({1: talks})))))
    made.locator("#grid tbody tr[data-who]").first.click()
    made.locator("#person summary").click()
    rows = made.locator("#person details tbody tr").all_inner_texts()
    assert [row.split("\t") for row in rows] == [["19 Oct 2026", "mail and meeting"], ["20 Aug 2026", "mail"]]


def test_who_is_not_in_it_can_be_asked_for(few: str, opened: Opened) -> None:
    made = opened(few)
    made.locator("#search").fill("noreply@nowhere.test")
    expect(made.locator("#count")).to_contain_text("`crmsync show ADDRESS` says what an address is")


def test_dots_are_reached_and_selected_by_keyboard(few: str, opened: Opened) -> None:
    made = opened(few)
    made.locator("#scatter canvas").focus()
    for _ in range(3):
        made.keyboard.press("ArrowUp")
    name = made.locator("#tip").inner_text().partition(":")[0]
    made.keyboard.press("Enter")
    expect(made.locator("#person-name")).to_contain_text(name)


def test_the_table_is_walked_and_a_person_selected_by_keyboard(few: str, opened: Opened) -> None:
    made = opened(few)
    made.locator("#grid tbody tr[tabindex='0']").focus()
    for key in ("ArrowDown", "ArrowDown", "PageDown", "ArrowUp"):
        made.keyboard.press(key)
    focused = made.locator("#grid tbody tr:focus td:first-child").inner_text()
    made.keyboard.press("Enter")
    expect(made.locator("#person-name")).to_have_text(focused)
    expect(made.locator("#grid tr[aria-selected=true] td:first-child")).to_have_text(focused)
    made.keyboard.press("End")
    assert made.locator("#grid tbody tr:focus").get_attribute("aria-rowindex") == str(FEW + 1)
    made.keyboard.press("Home")
    assert made.locator("#grid tbody tr:focus").get_attribute("aria-rowindex") == "2"


def test_columns_sort_both_ways_and_say_so(few: str, opened: Opened) -> None:
    made = opened(few)
    name = made.locator("th.name")
    name.locator("button").click()
    expect(name).to_have_attribute("aria-sort", "ascending")
    rising = rows(made)
    assert rising[:10] == sorted(rising[:10], key=str.lower)
    name.locator("button").click()
    expect(name).to_have_attribute("aria-sort", "descending")
    assert rows(made)[:10] == sorted(rows(made)[:10], key=str.lower, reverse=True)
    silence = made.locator("th.silence")
    silence.locator("button").click()
    expect(silence).to_have_attribute("aria-sort", "descending")
    expect(name).to_have_attribute("aria-sort", "none")
    silent = [int(each.split()[0]) for each in made.locator("#grid td.silence").all_inner_texts() if each]
    assert silent == sorted(silent, reverse=True)


def test_search_and_filters_narrow_the_table_and_all_takes_them_back(few: str, opened: Opened) -> None:
    made = opened(few)
    assert shown(made) == FEW
    made.locator("#search").fill("OKORO")
    assert 0 < shown(made) < FEW
    assert all("Okoro" in each for each in rows(made))
    made.locator("button[type=reset]").click()
    expect(made.locator("#count")).to_have_text(f"{FEW} of {FEW} people")
    made.locator("#state").select_option("dormant")
    dormant = shown(made)
    assert set(made.locator("#grid td.state").all_inner_texts()) == {"dormant"}
    made.locator("#circle").select_option("inner")
    assert shown(made) < dormant
    made.locator("button[type=reset]").click()
    made.locator("#personal").select_option("only")
    assert 0 < shown(made) < FEW
    assert made.locator("#grid .badge.personal").count() == len(rows(made))


def test_a_tile_shows_its_people(few: str, opened: Opened) -> None:
    made = opened(few)
    tile = made.locator(".tiles button[data-state=fine]")
    number = int(tile.locator("b").inner_text())
    tile.click()
    expect(made.locator("#count")).to_have_text(f"{number} of {FEW} people")


def test_only_rows_in_sight_exist_and_the_last_of_twenty_thousand_is_soon_there(many: str, opened: Opened) -> None:
    began = time.monotonic()
    made = opened(many)
    made.locator("#grid tbody tr[data-who]").first.wait_for()
    assert time.monotonic() - began < SECONDS
    made.locator("#grid tbody tr[tabindex='0']").focus()
    made.keyboard.press("End")
    assert made.locator("#grid tbody tr:focus").get_attribute("aria-rowindex") == "20001"
    assert len(rows(made)) < ROWS_AT_ONCE
    began = time.monotonic()
    made.locator("#search").fill("okoro")
    made.locator("th.name button").click()
    made.locator("#grid tbody tr[data-who]").first.click()
    made.locator("#person dl").wait_for()
    assert time.monotonic() - began < SECONDS


def test_the_button_changes_the_theme_and_the_system_s_is_the_first(few: str, opened: Opened) -> None:
    made = opened(few, color_scheme="dark")
    theme = made.locator("#theme")
    expect(theme).to_have_attribute("aria-pressed", "true")
    dark = background(made)
    theme.click()
    expect(theme).to_have_attribute("aria-pressed", "false")
    assert background(made) != dark
    theme.click()
    assert background(made) == dark


def background(made: Page) -> str:
    return str(made.evaluate("getComputedStyle(document.body).backgroundColor"))


@pytest.mark.parametrize("width", [390, 700, 1160, 1280, 1440, 1900])
def test_names_have_room_however_wide_the_window_is(few: str, opened: Opened, width: int) -> None:
    made = opened(few, viewport={"width": width, "height": 900})
    cells = made.locator("#grid tbody tr[data-who] td:first-child")
    assert min(each["width"] for cell in cells.all()[:3] if (each := cell.bounding_box())) >= LEAST


def test_on_a_narrow_screen_nothing_is_wider_than_it_and_the_person_comes_and_goes(few: str, opened: Opened) -> None:
    made = opened(few, viewport=NARROW)
    assert made.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    expect(made.locator("#person")).to_be_hidden()
    made.locator("#grid tbody tr[data-who]").first.click()
    expect(made.locator("#person")).to_be_visible()
    made.keyboard.press("Escape")
    expect(made.locator("#person")).to_be_hidden()


def test_print_shows_pictures_and_people_and_no_controls(few: str, opened: Opened) -> None:
    light = background(opened(few))
    made = opened(few, color_scheme="dark")
    made.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert background(made) == light
    made.emulate_media(media="print")
    assert len(rows(made)) == FEW
    for hidden in ("#theme", "#filters", "#close"):
        expect(made.locator(hidden)).to_be_hidden()
    expect(made.locator("#signature svg")).to_be_visible()


def test_with_nobody_in_it_it_is_drawn_all_the_same(opened: Opened) -> None:
    made = opened(page(report(facts_of({}))))
    expect(made.locator("#count")).to_have_text("0 of 0 people")
    expect(made.locator("#signature svg")).to_be_visible()
    made.locator("#scatter canvas").focus()
    made.keyboard.press("ArrowRight")
    made.keyboard.press("Enter")
    expect(made.locator("#person-name")).to_have_text("Nobody is selected")


def test_what_stands_in_names_is_shown_as_it_stands_and_never_run(opened: Opened) -> None:
    made = opened(page(report(facts_of(named(EVIL)))))
    made.locator("#grid tbody tr[data-who]").first.click()
    shown_name = made.locator("#person-name").inner_text()
    assert re.sub(r"\s", " ", shown_name) == re.sub(r"\s", " ", EVIL)
    assert made.locator("img").count() == 0


def test_the_policy_stops_a_script_that_got_into_the_page(few: str, opened: Opened) -> None:
    broken = few.replace("<footer>", "<script>document.title = 'run'</script><footer>")
    assert "run" not in opened(broken, refused="Content Security Policy").title()
