"""Secrets under the real engine: encrypted in all that it writes, absent from all that it says."""

from __future__ import annotations

import base64

from tests.outscale.engine.workspace import Workspace
from tests.outscale.fake import Fake
from tests.outscale.plugin import ACCESS_KEY, SECRET_KEY
from tests.outscale.world import self_signed

TOKEN = "only-the-machine-may-know"  # noqa: S105 - made up for this test
PROGRAM = """
import base64

settings = pulumi.Config()
user_data = settings.require_secret("token").apply(lambda token: base64.b64encode(token.encode()).decode())
key = outscale.Keypair("operators")
machine = outscale.Vm("records", image_id="ami-12345678", keypair_name=key.keypair_name, user_data=user_data)
robot = outscale.User("robot")
robots_key = outscale.AccessKey("robot", user_name=robot.user_name)
certificate = outscale.ServerCertificate(
    "front", body=settings.require("certificate"), private_key=settings.require_secret("privateKey")
)
pulumi.export("private_key", key.private_key)
pulumi.export("secret_key", robots_key.secret_key)
pulumi.export("user_data", machine.user_data)
"""


def test_no_secret_is_written_or_told_anywhere(workspace: Workspace, fake: Fake) -> None:
    certificate, private_key = self_signed()
    workspace.write(PROGRAM)
    workspace.configure(accessKeyId=None)
    workspace.set(**{"clinic:certificate": certificate})
    secrets = {"clinic:token": TOKEN, "clinic:privateKey": private_key, "outscale:secretKeyId": SECRET_KEY}
    for name, value in (secrets | {"outscale:accessKeyId": ACCESS_KEY}).items():
        assert workspace.run("config", "set", "--secret", name, "--", value).status == 0

    outcomes = [workspace.preview("--diff"), workspace.up(), workspace.refresh(), workspace.up("--diff")]
    outputs = workspace.run("stack", "output", "--json", "--show-secrets").text
    told = "".join(outcome.text for outcome in outcomes).encode()
    everything = told + workspace.written()

    assert [outcome.status for outcome in outcomes] == [0] * 4, told.decode()
    assert "PRIVATE KEY" in outputs
    assert [access_key["AccessKeyId"] for access_key in fake.objects("AccessKey")][-1].encode() in everything
    for secret in (TOKEN, base64.b64encode(TOKEN.encode()).decode(), SECRET_KEY, private_key.splitlines()[1]):
        assert secret.encode() not in everything
    assert b"PRIVATE KEY" not in everything


def test_what_a_half_made_key_told_once_is_kept_encrypted(workspace: Workspace, fake: Fake) -> None:
    workspace.write('outscale.Keypair("operators", tags=[{"key": "a", "value": "b"}])')
    fake.control(fail=[{"op": "CreateTags", "times": 99, "status": 400, "code": 4017, "type": "InvalidParameterValue"}])

    failed = workspace.up()
    fake.control(fail=[])
    finished = workspace.up()
    kept = workspace.run("stack", "export", "--show-secrets").text

    assert failed.status != 0
    assert finished.status == 0, finished.text
    assert "PRIVATE KEY" in kept
    assert b"PRIVATE KEY" not in workspace.written()
    assert "PRIVATE KEY" not in failed.text + finished.text
