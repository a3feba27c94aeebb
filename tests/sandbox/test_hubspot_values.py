"""Property values: what is accepted for each type and what is answered."""

import pytest

from crmsync_sandbox.hubspot.errors import Invalid
from crmsync_sandbox.hubspot.schema import Option, Property
from crmsync_sandbox.hubspot.values import Rules, normalised


def prop(type_: str, field: str = "text", name: str = "p", *values: str) -> Property:
    options = tuple(Option(value=value, label=value) for value in values)
    return Property(name=name, label=name, type=type_, field_type=field, group="g", options=options)


@pytest.mark.parametrize(
    ("type_", "value", "answered"),
    [
        ("string", " kept as it is ", " kept as it is "),
        ("number", "17", "17"),
        ("number", 17, "17"),
        ("number", "30.50", "30.5"),
        ("number", "-0012.0", "-12"),
        ("date", "2026-11-22", "2026-11-22"),
        ("date", "1795305600000", "2026-11-22"),
        ("date", 1795305600000, "2026-11-22"),
        ("datetime", "2026-11-22T09:30:00Z", "2026-11-22T09:30:00.000Z"),
        ("datetime", "2026-11-22T09:30:00.120+01:00", "2026-11-22T08:30:00.120Z"),
        ("datetime", "1795305600007", "2026-11-22T00:00:00.007Z"),
        ("bool", "true", "true"),
        ("bool", False, "false"),
        ("string", "", ""),
        ("number", None, ""),
    ],
)
def test_value_is_answered_in_its_normal_form(type_: str, value: object, answered: str) -> None:
    assert normalised(prop(type_), value, Rules()) == answered


@pytest.mark.parametrize(
    ("type_", "value", "code"),
    [
        ("number", "1,000", "INVALID_LONG"),
        ("number", " 7", "INVALID_LONG"),
        ("number", "1e3", "INVALID_LONG"),
        ("number", "nan", "INVALID_LONG"),
        ("date", "22.11.2026", "INVALID_DATE"),
        ("date", "2026-02-30", "INVALID_DATE"),
        ("date", "1795305600", "INVALID_DATE"),
        ("date", "2026-11-22T09:30:00Z", "INVALID_DATE"),
        ("datetime", "2026-11-22T09:30:00", "INVALID_DATE"),
        ("datetime", "2026-11-22T09:30:00Z ", "INVALID_DATE"),
        ("datetime", "999999999999999", "INVALID_DATE"),
        ("bool", "yes", "INVALID_OPTION"),
        ("string", "x" * 65_537, "VALUE_TOO_LONG"),
    ],
)
def test_value_that_does_not_fit_is_refused_with_its_code(type_: str, value: str, code: str) -> None:
    answer = normalised(prop(type_), value, Rules())
    assert isinstance(answer, Invalid)
    assert answer.code == code


def test_seconds_taken_for_milliseconds_are_told_to_be_no_midnight() -> None:
    answer = normalised(prop("date"), "1570233600", Rules())
    assert isinstance(answer, Invalid)
    assert answer.message == "1570233600 is at 04:10:33.600 UTC, not midnight!"


def test_whole_seconds_can_be_answered_without_milliseconds() -> None:
    rules = Rules(milliseconds=False)
    assert normalised(prop("datetime"), "2026-11-22T09:30:00Z", rules) == "2026-11-22T09:30:00Z"
    assert normalised(prop("datetime"), "2026-11-22T09:30:00.5Z", rules) == "2026-11-22T09:30:00.500Z"


@pytest.mark.parametrize(
    ("field", "value", "answered"),
    [("select", "fine", "fine"), ("checkbox", "fine;new", "fine;new"), ("checkbox", "fine;fine", "fine")],
)
def test_enumeration_takes_its_options(field: str, value: str, answered: str) -> None:
    assert normalised(prop("enumeration", field, "state", "new", "fine"), value, Rules()) == answered


@pytest.mark.parametrize(("field", "value"), [("select", "Fine"), ("select", "new;fine"), ("checkbox", "new; fine")])
def test_enumeration_takes_nothing_but_its_options(field: str, value: str) -> None:
    answer = normalised(prop("enumeration", field, "state", "new", "fine"), value, Rules())
    assert isinstance(answer, Invalid)
    assert answer.code == "INVALID_OPTION"


def test_addresses_are_checked_and_stored_in_lower_case() -> None:
    email = prop("string", "text", "email")
    assert normalised(email, "Ann@Example.COM", Rules()) == "ann@example.com"
    assert isinstance(normalised(email, "ann at example.com", Rules()), Invalid)


@pytest.mark.parametrize(("value", "code"), [("12", "INVALID_OWNER_ID"), ("ann@example.com", "INVALID_INTEGER")])
def test_owner_must_be_an_active_one(value: str, code: str) -> None:
    owner = prop("enumeration", "select", "hubspot_owner_id")
    assert normalised(owner, "7", Rules(owners={"7"})) == "7"
    answer = normalised(owner, value, Rules(owners={"7"}))
    assert isinstance(answer, Invalid)
    assert answer.code == code
