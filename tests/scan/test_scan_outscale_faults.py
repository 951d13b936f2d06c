"""What a scan of Outscale does when the service fails or refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from rempart.cli import run
from rempart.errors import InputError
from rempart.inputs.live import Patience
from rempart.inputs.outscale_live import ScanOptions, scan_outscale
from rempart.model.deployment import GapKind
from tests.outscale.calling import Caller
from tests.outscale.fake import SECRET_KEY, Fake
from tests.scan.outscale_things import SCRIPT, a_machine, one, scan

Output = pytest.CaptureFixture[str]


def test_kubernetes_is_a_gap_unless_the_user_says_that_there_is_none(account: Fake) -> None:
    del account

    (gap,) = [gap for gap in scan(without=("oos",)).gaps if gap.kind is GapKind.UNREAD_SERVICE]

    assert gap.hides_resources
    assert gap.mend == "say --without oks if the account has none"
    assert not [gap for gap in scan().gaps if gap.hides_resources]


def test_what_the_keys_may_not_read_is_a_gap(account: Fake) -> None:
    account.control(fail=[{"op": "ReadVms", "status": 403, "code": "4", "type": "AccessDenied", "times": 9}])

    gap = next(gap for gap in scan().gaps if gap.hides_resources)

    assert gap.kind is GapKind.FORBIDDEN
    assert gap.message == "api: Vms could not be read: these keys may not read it"


def test_what_fails_for_a_moment_is_tried_again(account: Fake, call: Caller) -> None:
    call("CreateVolume", Size=1, SubregionName="eu-west-2a")
    account.control(fail=[{"op": "ReadVolumes", "status": 503, "times": 1}, {"op": "ReadVms", "drop": True}])

    deployment = scan()

    assert one(deployment, "Volume").inputs["size"] == 1
    assert not [gap for gap in deployment.gaps if gap.hides_resources]


def test_what_stays_broken_is_a_gap_that_hides_resources(account: Fake) -> None:
    account.control(fail=[{"op": "ReadVolumes", "status": 500, "times": 99}])

    gap = next(gap for gap in scan().gaps if gap.hides_resources)

    assert gap.kind is GapKind.UNREACHABLE
    assert gap.message == "api: Volumes could not be read: it answered HTTP 500 (InternalError 2000)"


def test_wrong_keys_are_one_line(account: Fake, monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    del account
    monkeypatch.setenv("OSC_SECRET_KEY", "hunter2")

    status = run(["scan", "outscale"])

    assert status == 2
    told = "does not accept these keys; check the access key, the secret key, and this machine's clock"
    assert capsys.readouterr().err == f"rempart: Outscale: {told}\n"


@pytest.mark.parametrize("name", ["OSC_ACCESS_KEY", "OSC_SECRET_KEY"])
def test_missing_keys_are_refused(account: Fake, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    del account
    monkeypatch.delenv(name)

    with pytest.raises(InputError, match="there are no keys; set OSC_ACCESS_KEY and OSC_SECRET_KEY"):
        scan()


def test_an_endpoint_where_nobody_answers_is_refused(account: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    del account
    monkeypatch.setenv("OSC_ENDPOINT_API", "http://127.0.0.1:1/api/v1")

    with pytest.raises(InputError, match="Outscale: cannot be reached"):
        scan_outscale(ScanOptions(patience=Patience(total=3)))


def test_settings_that_cannot_be_used_are_one_line(account: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    del account
    monkeypatch.setenv("OSC_CONFIG_FILE", "/dev/null")

    with pytest.raises(InputError, match=r"Outscale: .* has no profile 'prod'"):
        scan(profile="prod")


def test_keys_that_may_not_read_the_account_are_told_so(account: Fake) -> None:
    account.control(fail=[{"op": "ReadAccounts", "status": 403, "code": "4", "type": "AccessDenied", "times": 9}])

    with pytest.raises(InputError, match="these keys need the right to call ReadAccounts"):
        scan()


def test_leaving_out_what_does_not_exist_is_refused(account: Fake) -> None:
    del account

    with pytest.raises(InputError, match="there are api, oos, oks"):
        scan(without=("s3",))


def test_an_interrupted_scan_goes_on_and_writes_down_no_user_data(account: Fake, call: Caller, tmp_path: Path) -> None:
    a_machine(call, UserData=SCRIPT)
    account.control(fail=[{"op": "ReadVolumes", "status": 500, "times": 6}])
    first = scan(resume=tmp_path / "scan")
    account.control(fail=[], zero=True)
    kept = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "scan").iterdir())

    second = scan(resume=tmp_path / "scan")

    assert [gap for gap in first.gaps if gap.hides_resources]
    assert not [gap for gap in second.gaps if gap.hides_resources]
    assert SCRIPT not in kept
    assert SECRET_KEY not in kept
    called = account.statistics().calls
    assert called["ReadVms"] == 1
    assert "ReadNets" not in called
    assert not (tmp_path / "scan").exists()
