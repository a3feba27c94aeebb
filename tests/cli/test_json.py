"""The JSON that other programs rely on: exactly these keys and types, one value on stdout, times with Z."""

import json
import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from small_world import ANN, NOW, SmallWorld
from worlds import Lived

from crmsync_sandbox.faults import Refuse

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
RUN = {
    "run": int,
    "status": str,
    "pulled": dict,
    "skipped": int,
    "changes": dict,
    "applied": int,
    "rejected": int,
    "requests": dict,
    "quota_units": dict,
}
TIMES = (
    "last_contact",
    "last_received",
    "last_sent",
    "last_meeting",
    "last_call",
    "next_meeting",
    "known_since",
)
PERSON = {
    "emails": list,
    "name": str,
    "last_channel": str,
    **dict.fromkeys(TIMES, str),
    "strength": float,
    "warmth": float,
    "p_contact_90d": float,
    "p_learned_from": dict,
    "typical_gap_days": float,
    "state": str,
    "turn": str,
    "circle": str,
    "cadence_days": int,
    "due": str,
    "tags": list,
    "tag_evidence": list,
    "personal": bool,
    "colleague": bool,
    "muted": bool,
    "snoozed_until": str,
    "done": str,
    "pushed": bool,
    "not_pushed_because": str,
    "why": str,
    "explained": dict,
    "follows": str,
    "tasks": list,
    "accounts": list,
    "links": dict,
    "evidence": list,
    "active_days": list,
    "left_out": dict,
    "identity": list,
    "ignored": list,
}
PROOF = {
    "field": str,
    "kind": str,
    "at": str,
    "source": str,
    "id": str,
    "direction": str,
    "others": int,
    "weight": float,
}
IGNORED = {**PROOF, "reason": str}


def fits(value: Mapping[str, Any], form: Mapping[str, type], absent: set[str]) -> None:
    """`value` has these keys and no other; each has its type, or is null where it is one of `absent`."""
    assert set(value) == set(form)
    for name, kind in form.items():
        if value[name] is None:
            assert name in absent, name
        else:
            assert type(value[name]) is kind, name


@pytest.mark.parametrize(
    "words", [("sync",), ("backfill",), ("sync", "--dry-run"), ("undo", "1", "--yes")], ids=" ".join
)
def test_a_run_is_told_in_one_object(lived: Lived, words: tuple[str, ...]) -> None:
    world = lived.world
    world.post(f"Ann <{ANN}>", "fay@five.test", NOW, "again")
    world.sandbox.meter.reset()
    ended = world.done(lived.folder, *words)
    run = ended.json
    fits(run, RUN, absent=set())
    assert ended.out == json.dumps(run, ensure_ascii=False) + "\n"
    assert run["status"] == "done"
    assert set(run["pulled"]) <= {"mail"}
    assert set(run["changes"]) <= {"set_properties", "create_task", "update_task", "complete_task", "archive_task"}
    assert run["requests"] == dict(world.sandbox.meter.requests)
    assert run["quota_units"] == dict(world.sandbox.meter.units)


def test_forgetting_is_told_as_a_run_with_the_addresses(lived: Lived) -> None:
    done = lived.world.done(lived.folder, "forget", "bea@one.test", "--yes").json
    fits(done, {**RUN, "forgotten": list}, absent=set())
    assert (done["forgotten"], done["applied"], done["changes"]) == (
        ["bea@one.test"],
        2,
        {"archive_task": 1, "clear_profile": 1},
    )


def test_what_a_run_counts_is_what_happened(ready: SmallWorld) -> None:
    folder = ready.folder()
    run = ready.done(folder, "backfill", "--yes").json
    assert run == {
        "run": 1,
        "status": "done",
        "pulled": {"mail": 87},
        "skipped": 0,
        "changes": {"set_properties": 6, "create_task": 3},
        "applied": 9,
        "rejected": 0,
        "requests": dict(ready.sandbox.meter.requests),
        "quota_units": {ANN: ready.sandbox.meter.units[ANN]},
    }


def test_a_message_that_can_not_be_read_is_skipped_and_counted(ready: SmallWorld) -> None:
    folder = ready.folder()
    ready.sandbox.faults.add(Refuse(status=400, reason="invalidArgument"), path="/messages/", times=1)
    run = ready.done(folder, "backfill", "--yes").json
    assert (run["skipped"], run["pulled"], run["status"]) == (1, {"mail": 86}, "done")
    assert ready.done(folder, "status").json["unreadable"] == 1


@pytest.mark.parametrize("email", ["bea@one.test", "mum@family.test", "gus@six.test"])
def test_a_person_is_told_in_one_object(lived: Lived, email: str) -> None:
    ended = lived.world.done(lived.folder, "show", email)
    person = ended.json
    optional = {*TIMES, "name", "last_channel", "turn", "circle", "cadence_days", "due", "not_pushed_because", "why"}
    optional |= {"snoozed_until", "done"}
    fits(
        person, PERSON, absent=optional | {"strength", "warmth", "p_contact_90d", "p_learned_from", "typical_gap_days"}
    )
    assert ended.out == json.dumps(person, ensure_ascii=False) + "\n"
    assert person["emails"][0] == email
    assert all(TIME.fullmatch(person[name]) for name in TIMES if person[name] is not None)
    assert person["due"] is None or date.fromisoformat(person["due"])
    assert person["state"] in {"none", "new", "fine", "quiet", "losing_touch", "dormant"}
    assert person["turn"] in {"yours", "theirs", None}
    assert person["last_channel"] in {"mail", "meeting", "call", "message", None}
    assert person["pushed"] == (person["not_pushed_because"] is None)


def test_every_field_of_a_person_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs/commands.md").read_text()
    assert {name for name in (*PERSON, *PROOF) if f"`{name}`" not in page} == set()


def test_the_values_of_a_person_are_proved_by_what_set_them(lived: Lived) -> None:
    person = lived.world.done(lived.folder, "show", "bea@one.test").json
    for proof in person["evidence"]:
        fits(proof, PROOF, absent=set())
        assert TIME.fullmatch(proof["at"])
    assert {proof["field"]: proof["at"] for proof in person["evidence"]} == {
        name: person[name] for name in ("last_contact", "last_received", "last_sent")
    }
    assert all(lived.world.sandbox.mailbox(ANN).message(int(proof["id"], 16)) for proof in person["evidence"])


def test_the_numbers_of_a_person_are_proved_by_the_days_they_rest_on(lived: Lived) -> None:
    person = lived.world.done(lived.folder, "show", "bea@one.test").json
    days = person["active_days"]
    assert days[0]["day"] == max(person["last_received"], person["last_sent"])[:10]
    assert f"you were in touch on {len(days)} days in " in person["explained"]["strength"]
    for each in days:
        fits(each, {"day": str, "channels": list, "weight": float}, absent=set())
        assert each["channels"] == ["mail"]
        assert 0 < each["weight"] <= 1


def test_what_was_left_out_of_a_person_is_told_with_the_reason(lived: Lived) -> None:
    world = lived.world
    crowd = ", ".join(f"p{number}@crowd.test" for number in range(11))
    world.post(f"Ann <{ANN}>", f"bea@one.test, {crowd}", NOW - timedelta(days=1), "circular")
    world.done(lived.folder, "sync")
    person = world.done(lived.folder, "show", "bea@one.test").json
    [left_out] = person["ignored"]
    assert person["left_out"] == {left_out["reason"]: 1}
    fits(left_out, IGNORED, absent={"field"})
    assert left_out["reason"] == "more than ten others were on it"
    assert left_out["others"] == 12


def test_who_is_not_in_the_crm_is_not_pushed_and_says_so(lived: Lived) -> None:
    lived.world.talk("new@ten.test", [9])
    lived.world.done(lived.folder, "sync")
    person = lived.world.done(lived.folder, "show", "new@ten.test").json
    assert (person["pushed"], person["not_pushed_because"]) == (False, "not in the CRM")


def test_whom_to_reach_out_to_is_told_as_persons(lived: Lived) -> None:
    named = json.loads(lived.world.done(lived.folder, "next", now=NOW + timedelta(days=30)).out)
    assert named
    for person in named:
        assert (person["kind"], person["how"]) == ("overdue", "mail")
        assert 0 < person["reach_out_value"] < 100
        alone = {"kind", "how", "late", "reach_out_value"}
        assert type(person["late"]) is bool
        shown = lived.world.done(lived.folder, "show", person["emails"][0], now=NOW + timedelta(days=30)).json
        assert {name: value for name, value in person.items() if name not in alone} == shown


def test_what_has_changed_is_told_in_one_object(lived: Lived) -> None:
    lived.world.talk("bea@one.test", [1])
    lived.world.done(lived.folder, "sync")
    news = lived.world.done(lived.folder, "next", "--news").json
    fits(news, {"since": str, "events": list}, absent=set())
    event = {"what": str, "at": str, "emails": list, "name": str, "state": str, "personal": bool}
    for each in news["events"]:
        fits(each, event, absent={"at", "name"})
    assert news["since"] == "2026-11-17T09:00:00Z"


def test_people_worth_having_in_the_crm_are_named(lived: Lived) -> None:
    lived.world.talk("new@ten.test", [9])
    lived.world.done(lived.folder, "sync")
    name, last = "A Friend", "2026-11-09T10:00:00Z"
    worthy = [{"emails": ["new@ten.test"], "name": name, "last_contact": last}]
    assert lived.world.done(lived.folder, "status").json["worth_having"] == worthy
    assert lived.world.done(lived.folder, "plan").json["crm"]["worth_having"] == 1


def test_a_person_is_told_with_the_pages_to_read_on(lived: Lived) -> None:
    person = lived.world.done(lived.folder, "show", "bea@one.test").json
    [last] = [proof for proof in person["evidence"] if proof["field"] == "last_contact"]
    mail = lived.world.sandbox.mailbox(ANN).message(int(last["id"], 16))
    assert mail
    assert person["links"]["mail"] == f"https://mail.google.com/mail/u/?authuser=ann%40example.com#all/{mail.thread:x}"
    portal = lived.world.sandbox.portal
    contact = portal.contact("bea@one.test").id
    assert person["links"]["crm"] == f"https://app.hubspot.com/contacts/{portal.portal_id}/record/0-1/{contact}"
    assert person["follows"] == "Get in touch: it was to be by 7 October 2026."


def test_who_only_writes_in_has_dates_and_nothing_else(lived: Lived) -> None:
    person = lived.world.done(lived.folder, "show", "gus@six.test").json
    assert person["last_received"] == "2026-11-11T09:00:00Z"
    assert (person["state"], person["turn"], person["cadence_days"], person["due"]) == ("none", None, None, None)
    assert person["last_contact"] is None


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("sync",), 0),
        (("plan",), 0),
        (("show", "bea@one.test"), 0),
        (("show", "nobody@nowhere.test"), 2),
        (("status",), 0),
        (("next",), 0),
        (("next", "--limit", "0"), 2),
        (("next", "--news"), 0),
        (("runs",), 0),
        (("connectors",), 0),
        (("setup",), 0),
        (("link", "bea@one.test", "carl@two.test"), 0),
        (("unlink", "bea@one.test", "carl@two.test"), 0),
        (("link", "bea@one.test", "nobody@nowhere.test"), 2),
        (("snooze", "bea@one.test", "2w"), 0),
        (("snooze", "bea@one.test", "soon"), 2),
        (("done", "bea@one.test"), 0),
        (("mute", "bea@one.test"), 0),
        (("mute", "nobody@nowhere.test"), 2),
        (("undo", "1"), 3),
        (("undo", "7"), 2),
        (("forget", "bea@one.test"), 3),
        (("forget", "nobody@nowhere.test"), 2),
    ],
    ids=str,
)
def test_json_or_not_the_exit_code_is_the_same_and_stdout_holds_one_value_at_most(
    lived: Lived, words: tuple[str, ...], code: int
) -> None:
    plain = lived.world.nursery.run(lived.folder, *words)
    told = lived.world.nursery.run(lived.folder, "--json", *words)
    assert (plain.code, told.code) == (code, code)
    if code == 2:
        assert told.out == plain.out == ""
    else:
        json.loads(told.out)
        assert told.out.count("\n") == 1
        assert plain.out
        with pytest.raises(ValueError, match=r"Expecting|Extra"):
            json.loads(plain.out)


def test_past_runs_are_told_the_newest_first(lived: Lived) -> None:
    lived.world.done(lived.folder, "sync", now=NOW + timedelta(days=1))
    runs = json.loads(lived.world.done(lived.folder, "runs").out)
    assert [(run["run"], run["command"], run["status"]) for run in runs] == [
        (2, "sync", "done"),
        (1, "backfill", "done"),
    ]
    assert runs[0]["started"] == "2026-11-19T09:00:00Z"
    assert runs[1]["applied"] == 9


def test_the_standing_counts_people_and_coverage(lived: Lived) -> None:
    status = lived.world.done(lived.folder, "status").json
    mail = {"complete": True, "sent_complete": True, "since": None, "left_unread_as_bulk": 1}
    assert status["sources"] == {"mail": mail}
    assert (status["people"], status["in_population"]) == (7, 6)
    assert status["states"] == {"fine": 2, "quiet": 4}
    assert status["last_run"] == {"run": 1, "status": "done"}


def test_addresses_that_may_be_one_s_own_are_suggested(lived: Lived) -> None:
    world = lived.world
    assert world.done(lived.folder, "status").json["perhaps_you"] == []
    world.talk("ann+shop@example.com", [9])
    world.done(lived.folder, "sync")
    assert world.done(lived.folder, "status").json["perhaps_you"] == [
        {
            "email": "ann+shop@example.com",
            "mails": 2,
            "since": "2026-11-09T09:00:00Z",
            "because": "it is an address of yours but for dots, a tag after a +, or googlemail.com",
        }
    ]
    earlier = world.done(lived.folder, "status", now=NOW - timedelta(days=10)).json
    assert earlier["perhaps_you"] == []
    told = world.nursery.run(lived.folder, "status", "--as-of", NOW.isoformat()).out
    assert "perhaps yours: ann+shop@example.com: it is an address of yours but for dots" in told
    assert "(2 mails since 2026-11-09). Put it into addresses under [me], or into not_addresses" in told


def test_a_word_on_who_is_who_is_told_in_one_object(lived: Lived) -> None:
    said = lived.world.done(lived.folder, "link", "bea@one.test", "carl@two.test").json
    fits(said, {"word": str, "people": list, "left_out": list}, absent=set())
    for person in said["people"]:
        fits(person, {"emails": list, "name": str, "identity": list}, absent={"name"})
        for word in person["identity"]:
            fits(word, {"emails": list, "by": str, "because": str}, absent=set())
    assert lived.world.done(lived.folder, "show", "bea@one.test").json["identity"] == person["identity"] != []


def test_the_plan_tells_old_and_new_values(lived: Lived) -> None:
    lived.world.sandbox.portal.people.set_property("bea@one.test", "crmsync_cadence_days", "7")
    lived.world.done(lived.folder, "sync", "--dry-run")
    plan = lived.world.done(lived.folder, "plan").json
    assert set(plan) == {"crm"}
    assert set(plan["crm"]) == {"changes", "waiting", "unlogged", "worth_having", "one_person"}
    assert plan["crm"]["worth_having"] == 0
    values, task = plan["crm"]["changes"]
    assert values == {
        "kind": "set_properties",
        "key": values["key"],
        "contact": lived.world.sandbox.portal.contact("bea@one.test").id,
        "values": {"reach_out_by": ["2026-10-07", "2026-08-17"]},
    }
    assert (task["kind"], task["due"]) == ("update_task", "2026-11-18")
