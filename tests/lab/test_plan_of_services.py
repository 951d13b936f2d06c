"""The plan of a whole lab can be carried out, and holds no secret."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from rempart_lab.model.lab import Lab, moved
from rempart_lab.model.plan_document import check_plan, read_plan, write_plan
from rempart_lab.model.ports import Listener
from rempart_lab.model.process import Answers, Call, Listens, Program, Service, Task
from rempart_lab.model.profile import Profile
from rempart_lab.model.site import sites
from rempart_lab.services.plan import configuration, plan
from tests.lab.labs import a_lab, process, secrets, with_first_cloud, words

BOTH = pytest.mark.parametrize("profile", list(Profile))


@BOTH
def test_names_are_unique_every_need_exists_and_nothing_waits_for_itself(profile: Profile, tmp_path: Path) -> None:
    whole = plan(a_lab(tmp_path, profile=profile))

    assert check_plan(whole, where="plan") == whole


@BOTH
def test_a_plan_survives_its_journey_as_json(profile: Profile, tmp_path: Path) -> None:
    whole = plan(a_lab(tmp_path, profile=profile))

    assert read_plan(write_plan(whole), where="plan") == whole


def test_no_two_processes_share_a_port(tmp_path: Path) -> None:
    listening = [
        (one.readiness.host, one.readiness.port)
        if isinstance(one.readiness, Listens)
        else tuple(one.readiness.url.split("/")[2].split(":"))
        for one in plan(a_lab(tmp_path)).processes
        if isinstance(one, Service) and isinstance(one.readiness, Listens | Answers)
    ]

    ports = Counter(int(port) for _, port in listening)
    assert len(listening) > 30
    assert [port for port, times in ports.items() if times > 1] == []


def test_default_ports_lie_below_those_that_the_kernel_and_kubernetes_give_out(tmp_path: Path) -> None:
    lab = a_lab(tmp_path)

    ports = {site.port(listener) for site in sites(lab) for listener in Listener}
    assert max(ports) < 30000
    assert min(*ports, lab.bus_port) > 1024


def test_moving_the_ports_moves_every_listener_and_every_address(tmp_path: Path) -> None:
    lab = moved(a_lab(tmp_path), 27000)

    text = write_plan(plan(lab)) + "".join(file.text for file in configuration(lab, secrets()).files)

    assert re.findall(r"\b23[0-6]\d\d\b", text) == []


def test_every_region_ends_with_the_task_that_waits_for_all_of_it(tmp_path: Path) -> None:
    whole = plan(a_lab(tmp_path))

    for site in sites(a_lab(tmp_path)):
        mine = {one.name for one in whole.processes if one.name.startswith(f"{site.name}/")}
        ready = process(whole, f"{site.name}/ready")
        assert isinstance(ready, Task)
        assert ready.every_time
        assert set(ready.needs) == mine - {ready.name}


def test_a_cloud_has_one_keystone_whatever_its_regions(tmp_path: Path) -> None:
    keystones = [one.name for one in plan(a_lab(tmp_path)).processes if one.name.endswith("/keystone")]

    assert keystones == ["ovh-like/gra9/keystone", "partner/west-1/keystone"]


def test_the_core_profile_runs_nothing_that_only_the_full_one_brings(tmp_path: Path) -> None:
    core = {one.name for one in plan(a_lab(tmp_path, profile=Profile.CORE)).processes}
    full = {one.name for one in plan(a_lab(tmp_path)).processes}

    assert core < full
    assert {name.split("/")[-1].split("-")[0] for name in full - core} == {
        "swift",
        "barbican",
        "octavia",
        "designate",
        "named",
    }


def test_what_others_keep_their_state_in_is_stopped_last(tmp_path: Path) -> None:
    foundations = {one.name for one in plan(a_lab(tmp_path)).processes if isinstance(one, Service) and one.foundation}

    assert foundations == {"mariadb", "epmd", "rabbitmq"}


@pytest.mark.parametrize("account", ["root", "operator"])
def test_mariadb_is_told_to_run_as_root_only_when_the_operator_is(account: str, tmp_path: Path) -> None:
    server = process(plan(a_lab(tmp_path, account=account)), "mariadb")

    assert ("--user=root" in words(server)) == (account == "root")


def test_mariadb_listens_on_no_port_and_knows_the_operator_by_the_socket(tmp_path: Path) -> None:
    whole = plan(a_lab(tmp_path))

    assert "--skip-networking" in words(process(whole, "mariadb"))
    assert "--auth-root-authentication-method=socket" in words(process(whole, "mariadb-install"))


def test_no_secret_stands_in_the_plan(tmp_path: Path) -> None:
    lab = a_lab(tmp_path)
    text = write_plan(plan(lab)).replace(str(tmp_path), "")

    assert [secret for secret in _secrets(lab) if secret in text] == []
    assert not re.search(r"password|secret|kek", text, re.IGNORECASE)


def test_no_secret_stands_in_a_text_that_others_may_read(tmp_path: Path) -> None:
    lab = a_lab(tmp_path)
    record = next(file for file in configuration(lab, secrets()).files if file.path == lab.folders.record)

    assert [secret for secret in _secrets(lab) if secret in record.text] == []


def test_every_python_that_is_called_is_found(tmp_path: Path) -> None:
    own = [
        one.command.target
        for one in plan(a_lab(tmp_path)).processes
        if isinstance(one.command, Call) and one.command.target.startswith("rempart_lab.")
    ]

    room = Path(__file__).parents[2] / "lab"
    for target in own:
        module, function = target.split(":")
        text = (room / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")
        assert re.search(rf"^def {function}\(", text, re.MULTILINE), target


def test_what_must_patch_python_first_is_executed_and_not_forked(tmp_path: Path) -> None:
    whole = plan(a_lab(tmp_path, "partner"))

    executed = {
        one.name.split("/")[-1]
        for one in whole.processes
        if isinstance(one.command, Program) and one.command.arguments[0] == "/venv/bin/python"
    }
    assert executed == {"cinder-scheduler", "cinder-volume", "cinder-backup", "swift"}


def test_backups_start_behind_the_object_store_that_they_ask_only_once(tmp_path: Path) -> None:
    full = process(plan(a_lab(tmp_path, "partner")), "partner/west-1/cinder-backup")
    core = process(plan(a_lab(tmp_path, "partner", profile=Profile.CORE)), "partner/west-1/cinder-backup")

    assert set(full.needs) - set(core.needs) == {"partner/west-1/swift"}


def test_no_process_inherits_the_operator_s_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OS_PASSWORD", "mine")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example")

    for one in plan(a_lab(tmp_path)).processes:
        assert "OS_PASSWORD" not in one.environment
        assert "HTTPS_PROXY" not in one.environment
        assert one.environment["PYTHONPATH"] == str(tmp_path / "code")


def test_a_cloud_that_offers_something_else_is_stocked_again_and_one_on_other_ports_is_not(tmp_path: Path) -> None:
    lab = a_lab(tmp_path)
    fewer = with_first_cloud(lab, flavors=lab.clouds[0].flavors[1:])

    stock = "ovh-like/gra9/stock"
    assert words(process(plan(fewer), stock)) != words(process(plan(lab), stock))
    assert words(process(plan(moved(lab, 27000)), stock)) == words(process(plan(lab), stock))


def test_keywords_of_calls_are_plain_json(tmp_path: Path) -> None:
    for one in plan(a_lab(tmp_path)).processes:
        if isinstance(one.command, Call):
            assert json.loads(json.dumps(one.command.keywords)) == one.command.keywords


def _secrets(lab: Lab) -> list[str]:
    known = secrets()
    people = [str(listener) for listener in Listener] + ["admin"]
    return [
        known.root.hex(),
        known.password("bus"),
        *(known.password(cloud.name, "user", user) for cloud in lab.clouds for user in people),
        *(known.key(site.virtual_host, purpose) for site in sites(lab) for purpose in ("barbican", "named")),
        *(known.password(site.virtual_host, "volumes") for site in sites(lab)),
    ]
