"""The fake starts fast, answers fast, runs on its own, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import urllib3

from tests.outscale.calling import Caller
from tests.outscale.fake import Fake, running_fake


def test_a_fake_that_ends_leaves_no_thread_even_with_connections_open() -> None:
    before = set(threading.enumerate())

    with running_fake() as fake:
        caller = Caller(fake.url)
        caller("ReadNets")

    assert set(threading.enumerate()) <= before
    with pytest.raises(urllib3.exceptions.HTTPError):
        caller("ReadNets")
    caller.close()


def test_many_clients_at_once_get_one_object_each(fake: Fake, call: Caller) -> None:
    with ThreadPoolExecutor(16) as threads:
        made = list(threads.map(lambda _: call("CreatePublicIp")["PublicIp"], range(64)))

    assert len({address["PublicIp"] for address in made}) == len(fake.objects("PublicIp")) == 64


def test_the_program_starts_without_what_is_slow_to_import() -> None:
    code = "import sys, tests.outscale.fake.__main__; print(*sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert loaded.isdisjoint({"moto", "boto3", "botocore", "pulumi", "grpc", "rempart", "outscale_provider"})


def test_the_program_tells_its_port_takes_settings_and_ends_on_a_signal() -> None:
    command = [sys.executable, "-m", "tests.outscale.fake", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = f"http://127.0.0.1:{json.loads(process.stdout.readline())['port']}"
        caller = Caller(url)

        settings = caller.pool.request("POST", f"{url}/_ctl", json={"rate": 100, "zero": 1}).json()
        wrong = caller.pool.request("POST", f"{url}/_ctl", json={"speed": 100})
        caller("CreateNet", IpRange="10.0.0.0/16")
        report = caller.pool.request("GET", f"{url}/_ctl").json()

        caller.close()
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(5) == 0
    assert (settings["rate"], wrong.status) == (100, 400)
    assert report == {
        "count": {"CreateNet": 1},
        "objects": {"Net": 1, "RouteTable": 1, "SecurityGroup": 1},
        "log": ["CreateNet"],
    }
