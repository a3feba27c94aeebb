"""Tags by enrichers, those of the configuration and of others: shown with their reasons, private unless pushed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from endings import says
from nursery import Ended, Nursery
from small_world import ANN, NOW, SmallWorld, crm, rewrite
from test_contacts_change import open_tasks, ours
from test_private_people import sent_to_hubspot
from worlds import Lived

from crmsync.retry import Tally
from crmsync.sync.run import Run, Status
from crmsync_sandbox.hubspot.records import Record

BEA, CARL, FAY = "bea@one.test", "carl@two.test", "fay@five.test"
FIRMS = '''
"""An enricher as a stranger would write it: a list of firms that lies beside the configuration."""

from dataclasses import dataclass
from pathlib import Path

from crmsync.connector import Tag, Unavailable


@dataclass(frozen=True, kw_only=True)
class Config:
    list: str


class Firms:
    Config = Config

    def __init__(self, config, account=None, caller=None):
        self.config = config

    def enrich(self, person):
        for address in person.addresses:
            try:
                firms = dict(line.split() for line in Path(self.config.list).read_text().splitlines())
            except OSError:
                raise Unavailable(f"{self.config.list} can't be read. Put it there.") from None
            firm = address.rpartition("@")[2]
            if firm in firms:
                yield Tag(name=firms[firm], because=f"{firm} stands on the list")
'''


def configure(folder: Path, text: str) -> None:
    with (folder / "config.toml").open("a") as config:
        config.write(text)


def rule(name: str, domain: str, **more: object) -> str:
    lines = [f"{key} = {str(value).lower()}" for key, value in more.items()]
    return "\n".join([f'\n[policy.tags."{name}"]', f'domains = ["{domain}"]', *lines, ""])


def test_a_tag_is_shown_with_the_reason_for_it(lived: Lived) -> None:
    configure(lived.folder, rule("investor", "one.test", cadence_days=60))
    shown = lived.world.done(lived.folder, "show", BEA).json
    assert shown["tags"] == ["investor"]
    assert shown["tag_evidence"] == [{"tag": "investor", "because": f"{BEA} is at a domain of the tag"}]
    assert shown["cadence_days"] == 60
    told = lived.world.nursery.run(lived.folder, "show", BEA, "--as-of", NOW.isoformat()).out
    assert f"  tag            investor: {BEA} is at a domain of the tag; private\n" in told
    assert lived.world.done(lived.folder, "show", CARL).json["tag_evidence"] == []


def test_a_private_tag_reaches_the_crm_in_no_property_and_no_task(ready: SmallWorld) -> None:
    folder = ready.folder()
    configure(folder, rule("HUSH", "one.test", cadence_days=7) + rule("client", "one.test", push=True))
    ready.done(folder, "setup", "--yes")
    ready.done(folder, "backfill", "--yes")
    ready.done(folder, "sync", now=NOW + timedelta(days=40))
    assert ready.done(folder, "show", BEA).json["tags"] == ["HUSH", "client"]
    [task] = ready.sandbox.portal.tasks_of(BEA)
    assert "Your aim: every 7 days." in task.value("hs_task_body")
    assert ours(ready, BEA)["crmsync_tags"] == "client"
    assert b"HUSH" not in sent_to_hubspot(ready)
    assert "HUSH" not in repr(crm(ready.sandbox))


def test_a_pushed_tag_names_itself_in_the_task_whose_cadence_it_sets(lived: Lived) -> None:
    configure(lived.folder, rule("client", "one.test", cadence_days=7, push=True))
    lived.world.done(lived.folder, "setup", "--yes")
    lived.world.done(lived.folder, "sync")
    [task] = lived.world.sandbox.portal.tasks_of(BEA)
    assert "Your aim: every 7 days (tag client)." in task.value("hs_task_body")


def test_tags_come_and_go_at_the_crm_and_a_second_run_writes_nothing(lived: Lived) -> None:
    world = lived.world
    configure(lived.folder, rule("investor", "one.test", push=True) + rule("client", "test", push=True))
    world.done(lived.folder, "setup", "--yes")
    assert world.done(lived.folder, "sync").json["changes"] == {"set_properties": 5, "update_task": 3}
    assert (ours(world, BEA)["crmsync_tags"], ours(world, FAY)["crmsync_tags"]) == ("client;investor", "client")
    assert world.done(lived.folder, "sync").json["changes"] == {}
    rewrite(lived.folder, '[policy.tags."investor"]\ndomains = ["one.test"]', '[policy.tags."investor"]\ndomains = []')
    assert world.done(lived.folder, "sync").json["changes"] == {"set_properties": 1, "update_task": 1}
    assert ours(world, BEA)["crmsync_tags"] == "client"


def test_a_tag_that_is_made_private_again_is_taken_out_of_the_crm(lived: Lived) -> None:
    world = lived.world
    configure(lived.folder, rule("investor", "one.test", push=True))
    world.done(lived.folder, "setup", "--yes")
    world.done(lived.folder, "sync")
    rewrite(lived.folder, "push = true", "push = false")
    world.done(lived.folder, "sync")
    assert "crmsync_tags" not in ours(world, BEA)
    assert world.done(lived.folder, "sync").json["changes"] == {}


def test_a_new_tag_that_setup_was_not_run_for_stops_the_push_and_loses_nothing(lived: Lived) -> None:
    world, there = lived.world, crm(lived.world.sandbox)
    configure(lived.folder, rule("investor", "one.test", push=True))
    says(world.crmsync(lived.folder, "sync"), 3, "crmsync_tags is missing", "Run `crmsync setup`")
    assert crm(world.sandbox) == there
    assert world.done(lived.folder, "setup", "--yes").json == {"created": {"crm": ["crmsync_tags"]}}
    configure(lived.folder, rule("client", "two.test", push=True))
    says(world.crmsync(lived.folder, "sync"), 3, "crmsync_tags lacks options", "client", "Run `crmsync setup`")
    world.done(lived.folder, "setup", "--yes")
    world.done(lived.folder, "sync")
    assert (ours(world, BEA)["crmsync_tags"], ours(world, CARL)["crmsync_tags"]) == ("investor", "client")


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """A crmsync beside which somebody has installed a plugin of their own."""
    site = tmp_path_factory.mktemp("site")
    about = site / "firms-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: firms\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[crmsync.enrichers]\nfirms = firms:Firms\n")
    (site / "firms.py").write_text(FIRMS)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PYTHONPATH", str(site))
        with Nursery() as made:
            yield made


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """A world whose configuration names that plugin, and the list that it reads."""

    world: SmallWorld
    folder: Path
    list: Path

    def run(self, *words: str) -> Ended:
        return self.world.crmsync(self.folder, *words)

    def done(self, *words: str) -> Ended:
        return self.world.done(self.folder, *words)


@pytest.fixture
def firms(lived: Lived, elsewhere: Nursery, tmp_path: Path) -> Installed:
    listed = tmp_path / "firms.txt"
    listed.write_text("one.test investor\ntwo.test HUSH\n")
    configure(lived.folder, f'\n[enrichers.my-firms]\nconnector = "firms"\nlist = "{listed}"\n')
    lived.world.nursery = elsewhere
    return Installed(world=lived.world, folder=lived.folder, list=listed)


def task(world: SmallWorld, email: str) -> Record:
    [found] = world.sandbox.portal.tasks_of(email)
    return found


def test_an_installed_enricher_tags_people_and_the_configuration_says_what_that_means(firms: Installed) -> None:
    world = firms.world
    configure(firms.folder, "\n[policy.tags.investor]\ncadence_days = 7\npush = true\n")
    assert '"kind": "enricher", "name": "firms"' in firms.done("connectors").out
    firms.done("setup", "--yes")
    world.sandbox.meter.reset()
    shown = firms.done("show", BEA).json
    assert world.sandbox.meter.log == []
    assert shown["tag_evidence"] == [{"tag": "investor", "because": "one.test stands on the list"}]
    assert (shown["cadence_days"], firms.done("show", CARL).json["tags"]) == (7, ["HUSH"])
    firms.done("sync")
    assert ours(world, BEA)["crmsync_tags"] == "investor"
    assert "(tag investor)" in task(world, BEA).value("hs_task_body")
    assert "crmsync_tags" not in ours(world, CARL)
    assert b"HUSH" not in sent_to_hubspot(world)
    assert firms.done("sync").json["changes"] == {}


@pytest.mark.parametrize("words", [("sync",), ("plan",), ("show", BEA), ("status",)], ids=" ".join)
def test_an_enricher_in_trouble_is_told_and_the_rest_goes_on(firms: Installed, words: tuple[str, ...]) -> None:
    whole = firms.done(*words).out
    firms.list.unlink()
    ended = firms.run(*words)
    says(ended, 3, f"my-firms: {firms.list} can't be read. Put it there.")
    assert ended.json.keys() == Ended(code=0, out=whole, err="").json.keys()


def test_what_every_push_meets_is_told_once() -> None:
    run = Run(number=None, tally=Tally())
    for _ in ("crm", "another"):
        run.hear(["my-firms: no list", "rules: odd"])
    assert list(run.complaints()) == ["my-firms: no list", "rules: odd"]
    assert run.status is Status.FAILED


def test_while_an_enricher_is_in_trouble_nothing_that_hangs_on_tags_is_changed(firms: Installed) -> None:
    world = firms.world
    configure(firms.folder, "\n[policy.tags.investor]\ncadence_days = 7\npush = true\n")
    firms.done("setup", "--yes")
    firms.done("sync")
    there = crm(world.sandbox)
    firms.list.unlink()
    world.post(f"Bea <{BEA}>", ANN, NOW - timedelta(hours=1), "news")
    assert firms.run("sync").json["changes"] == {"set_properties": 1}
    after = crm(world.sandbox)
    assert after["contacts"][BEA].pop("crmsync_last_received") == "2026-11-18T08:00:00.000Z"
    there["contacts"][BEA].pop("crmsync_last_received")
    assert after == there
    assert open_tasks(world, BEA)
