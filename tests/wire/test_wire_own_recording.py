"""The way to record from real services, tried on stand-ins."""

from pathlib import Path

import pytest
from ann_at_calendar import some_meetings
from ann_at_gmail import ANN, some_of_everything
from crm_at_hubspot import EVE
from own_recording import REPOSITORY, main

from crmsync_sandbox.life import Card, CrmContact
from crmsync_sandbox.server import Sandbox


def test_a_mailbox_is_recorded_and_plays_back_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Sandbox() as sandbox:
        some_of_everything(sandbox.mailbox(ANN))
        (tmp_path / "login.json").write_text(sandbox.login(ANN))
        asked = ["gmail", tmp_path, "--address", ANN, "--login", tmp_path / "login.json", "--api-base", sandbox.url]
        assert main([str(one) for one in asked]) == 0
    said = capsys.readouterr().out
    assert "14 interactions, played back the same\nsecrets: none found" in said


def test_a_calendar_is_recorded_and_plays_back_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Sandbox() as sandbox:
        some_meetings(sandbox.calendar(ANN))
        scopes = ["calendar.calendarlist.readonly", "calendar.events.readonly"]
        (tmp_path / "login.json").write_text(sandbox.login(ANN, scopes))
        asked = ["calendar", tmp_path, "--address", ANN, "--login", tmp_path / "login.json", "--api-base", sandbox.url]
        assert main([str(one) for one in asked]) == 0
    assert "2 interactions, played back the same\nsecrets: none found" in capsys.readouterr().out


def test_an_address_book_is_recorded_and_plays_back_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Sandbox() as sandbox:
        sandbox.address_book(ANN).add(Card(id="c1", emails=(EVE,), groups=("Friends",)))
        (tmp_path / "login.json").write_text(sandbox.login(ANN, ["contacts.readonly"]))
        asked = ["contacts", tmp_path, "--address", ANN, "--login", tmp_path / "login.json", "--api-base", sandbox.url]
        assert main([str(one) for one in asked]) == 0
    assert "3 interactions, played back the same\nsecrets: none found" in capsys.readouterr().out


def test_a_portal_is_recorded_and_plays_back_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Sandbox() as sandbox:
        monkeypatch.setenv("HUBSPOT_KEY", sandbox.hubspot_key)
        sandbox.portal.load(CrmContact(email=EVE))
        before = sandbox.portal.dump()
        assert main(["hubspot", str(tmp_path), "--address", EVE, "--api-base", sandbox.url]) == 0
        assert sandbox.portal.dump() == before
    assert "played back the same\nsecrets: none found" in capsys.readouterr().out


def test_a_private_recording_is_kept_out_of_the_repository(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["hubspot", str(REPOSITORY / "tests" / "cassettes"), "--address", EVE])
    assert "outside the repository" in capsys.readouterr().err
