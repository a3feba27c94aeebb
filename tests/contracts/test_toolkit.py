"""What authors get beside the laws: laws that are left out, the option for real accounts, the service."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from toy_source import ExchangeWorld

from crmsync.testing import Ability, Answer, Asked, Failure, Service, SourceContract
from crmsync.testing.abilities import laws_of


def test_a_law_about_what_the_service_lacks_is_absent() -> None:
    world = type("World", (ExchangeWorld,), {"lacks": {Ability.LOGIN: "anybody may call"}})
    without = type("Without", (SourceContract,), {"World": world})
    assert set(laws_of(SourceContract)) - set(laws_of(without)) == {"test_a_refused_login_is_told_as_such"}


def test_what_is_lacked_must_have_a_reason() -> None:
    world = type("World", (ExchangeWorld,), {"lacks": {Ability.LOGIN: " "}})
    with pytest.raises(TypeError, match="say in `lacks` why there is no login"):
        type("Contract", (SourceContract,), {"World": world})


LIVE = """
import pytest

class TestLive:
    live = True
    def test_it(self): pass

def test_other(): pass
"""


@pytest.mark.parametrize(("options", "passed"), [([], "1 passed"), (["--live"], "2 passed")])
def test_real_accounts_are_left_alone_unless_asked_for(tmp_path: Path, options: list[str], passed: str) -> None:
    (tmp_path / "test_live.py").write_text(LIVE)
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
    run = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert passed in run.stdout, run.stdout + run.stderr
    assert "skipped" not in run.stdout


def test_no_command_imports_pytest() -> None:
    code = "import sys; from crmsync.cli.main import OWN, main; [main.get_command(None, each) for each in OWN]"
    run = subprocess.run(
        [sys.executable, "-c", f"{code}; print('pytest' in sys.modules)"], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "False"


class Echo(Service):
    def answer(self, asked: Asked) -> Answer:
        return Answer(body={"method": asked.method, "path": asked.path, "query": asked.query, "body": asked.body})


@pytest.fixture
def echo() -> Iterator[Echo]:
    service = Echo()
    yield service
    service.stop()


def ask(service: Service, path: str, body: object = None) -> object:
    data = json.dumps(body).encode() if body is not None else None
    with urlopen(Request(service.url + path, data)) as answer:
        return json.load(answer)


def test_a_service_answers_and_counts(echo: Echo) -> None:
    assert ask(echo, "/a?b=c%20d") == {"method": "GET", "path": "/a", "query": {"b": "c d"}, "body": None}
    assert ask(echo, "/a", {"x": 1}) == {"method": "POST", "path": "/a", "query": {}, "body": {"x": 1}}
    assert (len(echo.log), echo.writes) == (2, 1)


@pytest.mark.parametrize("failure", [Failure.TOO_FAST, Failure.BROKEN, Failure.DOWN, Failure.NO_LOGIN])
def test_a_service_refuses_as_often_as_it_is_told(echo: Echo, failure: Failure) -> None:
    echo.fail(failure, times=2)
    for _ in range(2):
        with pytest.raises(HTTPError) as caught:
            ask(echo, "/")
        assert caught.value.code == int(failure)
        caught.value.close()
    ask(echo, "/")


@pytest.mark.parametrize(("failure", "answered"), [(Failure.DROPPED, 0), (Failure.LOST, 1)])
def test_a_connection_ends_before_the_effect_or_after_it(
    echo: Echo, failure: Failure, answered: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    effects: list[Asked] = []

    def answer(asked: Asked) -> Answer:
        effects.append(asked)
        return Answer()

    monkeypatch.setattr(echo, "answer", answer)
    echo.fail(failure, times=None)
    with pytest.raises(OSError, match="closed"):
        ask(echo, "/")
    assert len(effects) == answered
    echo.heal()
    ask(echo, "/")
