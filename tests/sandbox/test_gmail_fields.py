from typing import Any

import pytest
from gmail_client import OWNER, Wire, mail
from hypothesis import given, settings
from hypothesis import strategies as st

from crmsync_sandbox.gmail import shapes
from crmsync_sandbox.google.errors import Refused
from crmsync_sandbox.google.fields import Mask, check, parse, select
from crmsync_sandbox.server import Sandbox

Names = st.sampled_from(["a", "b", "c", "*"])
Masks: st.SearchStrategy[Mask] = st.recursive(
    st.builds(dict), lambda inner: st.dictionaries(Names, inner, min_size=1, max_size=3), max_leaves=8
).filter(bool)
Values = st.recursive(
    st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=12,
)
Objects = st.dictionaries(st.sampled_from("abc"), Values, max_size=3)


def brackets(mask: Mask) -> str:
    return ",".join(name + (f"({brackets(inner)})" if inner else "") for name, inner in mask.items())


def slashes(mask: Mask) -> str:
    """The same mask with every way down to a leaf written out."""
    return ",".join("/".join(way) for way in ways(mask))


def ways(mask: Mask) -> list[list[str]]:
    return [[name, *way] for name, inner in mask.items() for way in (ways(inner) if inner else [[]])]


def paths(value: Any) -> set[tuple[str, ...]]:
    match value:
        case dict():
            return {(name, *rest) for name, inner in value.items() for rest in paths(inner) | {()}}
        case list():
            return {way for item in value for way in paths(item)}
        case _:
            return set()


@given(Masks)
@settings(deadline=None)
def test_a_mask_is_read_as_it_was_written_in_brackets_or_in_slashes(mask: Mask) -> None:
    assert parse(brackets(mask)) == mask
    assert parse(slashes(mask)) == mask
    assert parse(f" {brackets(mask)} ".replace(",", " , ")) == mask


@given(Masks, Objects)
@settings(deadline=None)
def test_what_is_selected_is_there_already_and_selecting_again_changes_nothing(mask: Mask, value: Any) -> None:
    selected = select(mask, value)
    assert paths(selected) <= paths(value)
    assert select(mask, selected) == selected


@given(Masks, Objects)
@settings(deadline=None)
def test_no_name_is_sent_that_the_mask_leaves_out(mask: Mask, value: dict[str, Any]) -> None:
    selected = select(mask, value)
    assert selected.keys() == {name for name in value if name in mask or "*" in mask}


@given(Objects)
@settings(deadline=None)
def test_a_star_and_no_mask_at_all_select_everything(value: Any) -> None:
    assert select(parse("*"), value) == value
    assert select({}, value) == value


def test_naming_a_thing_as_a_whole_beats_naming_its_parts() -> None:
    assert parse("a,a/b") == parse("a/b,a") == {"a": {}}
    assert parse("a/b,a(c,b/d)") == {"a": {"b": {}, "c": {}}}


def test_brackets_and_slashes_nest() -> None:
    assert parse("nextPageToken,history(messagesAdded/message(id,labelIds),id)") == {
        "nextPageToken": {},
        "history": {"messagesAdded": {"message": {"id": {}, "labelIds": {}}}, "id": {}},
    }


@pytest.mark.parametrize(
    "text", [",", "a,", "a(", "a()", "a)", "a(b", "a/", "/a", "a(b)c", "a b(", "a;b", "(a)", "a(b)/c"]
)
def test_what_is_no_mask_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse(text)


@pytest.mark.parametrize(
    "text", ["snipet", "payload/header", "payload(headers(name,text))", "id/x", "payload/parts/parts/x"]
)
def test_a_mask_that_names_what_messages_never_have_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        check(parse(text), shapes.MESSAGE)


def test_answers_hold_what_their_mask_names_alone_and_in_a_batch(sandbox: Sandbox, wire: Wire) -> None:
    id_ = sandbox.mailbox(OWNER).receive(mail(1))
    assert wire.get("messages", fields="messages/id").body == {"messages": [{"id": id_}]}
    assert wire.get("profile", fields="historyId").body == {"historyId": "1001"}
    (part,) = wire.batch([f"/gmail/v1/users/me/messages/{id_}?format=metadata&fields=payload(headers/name)"])
    assert [set(header) for header in part.body["payload"]["headers"]] == [{"name"}] * 4
    assert wire.get("messages", fields="massages").reason == "invalidArgument"
