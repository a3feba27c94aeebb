"""Laws of the values between us and HubSpot."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsync.connector import Circle, Output, Settings, Values
from crmsync_hubspot.properties import Kind, name_of
from crmsync_hubspot.properties import wanted as wanted_properties
from crmsync_hubspot.values import canonical, day, from_hubspot, moment, settings, to_hubspot
from crmsync_sandbox.hubspot.schema import property_from
from crmsync_sandbox.hubspot.values import Rules, normalised

times = st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1)).map(lambda at: at.replace(microsecond=0))  # noqa: DTZ001
days = st.dates(date(1971, 1, 1), date(2200, 1, 1))


TAGS = ("client", "investor", "old friend")
HELD = {one.name: one for one in wanted_properties(TAGS)}


def canonical_texts(output: Output) -> st.SearchStrategy[str]:
    """Every text that the core may want this output to be, but for the empty one."""
    wanted = HELD[name_of(output)]
    if wanted.field == "checkbox":
        return st.sets(st.sampled_from(TAGS), min_size=1).map(sorted).map(";".join)
    match wanted.kind:
        case "datetime":
            return times.map(lambda at: f"{at.isoformat()}Z")
        case "date":
            return days.map(date.isoformat)
        case "enumeration":
            return st.sampled_from(sorted(wanted.options or ()))
        case "number":
            return st.integers(0, 100).map(str)
        case _:
            return st.text(min_size=1)


values = st.fixed_dictionaries({}, optional={output: canonical_texts(output) for output in Output})


@given(values, st.booleans())
def test_what_is_written_is_read_back_whatever_form_hubspot_gives_it(wanted: Values, milliseconds: bool) -> None:
    held = {
        name: as_hubspot_answers(name, text, milliseconds=milliseconds) for name, text in to_hubspot(wanted).items()
    }
    assert from_hubspot(held) == wanted


def as_hubspot_answers(name: str, text: str, *, milliseconds: bool) -> str:
    """The stand-in's own reading of a property of this definition."""
    wanted = HELD[name]
    definition = {
        "name": name,
        "label": name,
        "type": wanted.kind,
        "fieldType": wanted.field,
        "groupName": "crmsync",
        "options": [{"value": value} for value in wanted.options or ()],
    }
    answered = normalised(property_from(definition), text, Rules(milliseconds=milliseconds))
    assert isinstance(answered, str), answered
    return answered


@given(times.map(lambda at: at.replace(tzinfo=UTC)), st.integers(-12, 14))
def test_a_time_is_the_same_in_every_spelling(at: datetime, hours: int) -> None:
    zone = timezone(timedelta(hours=hours))
    spellings = [
        f"{at:%Y-%m-%dT%H:%M:%SZ}",
        f"{at:%Y-%m-%dT%H:%M:%S}.000Z",
        f"{at:%Y-%m-%dT%H:%M:%S}.123456Z",
        str(round(at.timestamp()) * 1000),
        str(round(at.timestamp()) * 1000 + 999),
        at.astimezone(zone).isoformat(),
    ]
    assert {canonical("datetime", one) for one in spellings} == {f"{at:%Y-%m-%dT%H:%M:%SZ}"}


@given(days)
def test_a_date_is_the_same_in_every_spelling(on: date) -> None:
    midnight = datetime(on.year, on.month, on.day, tzinfo=UTC)
    spellings = [on.isoformat(), f"{on}T00:00:00Z", f"{on}T00:00:00.000Z", str(round(midnight.timestamp() * 1000))]
    assert {canonical("date", one) for one in spellings} == {on.isoformat()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [("40", "40"), ("40.0", "40"), ("40.50", "40.5"), ("-0.5", "-0.5"), ("1000000", "1000000"), ("100", "100")],
)
def test_a_number_has_no_needless_decimals(text: str, expected: str) -> None:
    assert canonical("number", text) == expected


@given(st.sampled_from(["datetime", "date", "number"]), st.text())
def test_canonical_is_idempotent_and_survives_any_text(kind: Kind, text: str) -> None:
    assert canonical(kind, canonical(kind, text)) == canonical(kind, text)


def test_what_is_empty_or_not_ours_is_left_out() -> None:
    held = {name_of(Output.STATE): "", name_of(Output.TURN): None, "phone": "123", "crmsync_other": "x"}
    assert from_hubspot(held) == {}


def test_clearing_is_passed_on_as_an_empty_text() -> None:
    assert to_hubspot({Output.STATE: ""}) == {"crmsync_state": ""}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *[("40", 40), ("40.0", 40), ("36500", 36500)],
        *[(text, None) for text in ("", "0", "-3", "36501", "1e400", "NaN", "Infinity", "soon", None)],
    ],
)
def test_a_cadence_is_a_positive_number_of_days_or_none(text: str | None, expected: int | None) -> None:
    assert settings({"crmsync_cadence_days": text}) == Settings(cadence_days=expected)


def test_only_true_mutes() -> None:
    assert [settings({"crmsync_mute": text}).muted for text in ("true", "false", "", None)] == [
        True,
        False,
        False,
        False,
    ]


def test_a_pin_is_a_circle_that_we_know_or_none() -> None:
    pins = [settings({"crmsync_pin_circle": text}).circle for text in ("close", "outer", "best friends", "", None)]
    assert pins == [Circle.CLOSE, Circle.OUTER, None, None, None]


@given(st.text())
def test_reading_settings_never_fails(text: str) -> None:
    settings({"crmsync_cadence_days": text, "crmsync_mute": text, "crmsync_pin_circle": text})


def test_a_time_without_an_offset_is_utc() -> None:
    assert moment("2026-11-22T09:30:00") == datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    assert day("2026-11-22T23:30:00-05:00") == date(2026, 11, 23)
