"""The embedded engine, the OPA server's client, and what happens when either fails."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import orjson
import pytest

from rempart.errors import PolicyError
from rempart.judge import EmbeddedEngine, OpaServerEngine, RulePack
from rempart.judge.engines import Answer, Job
from rempart.judge.engines import embedded as embedded_module
from rempart.judge.engines.opa import BATCH
from rempart.model.finding import Outcome
from tests.judge.judge_builders import PACK, a_deployment, a_pack, a_profile, a_resource, european, verdict

BROKEN = """deny contains {"at": ["attributes", "size_gb"]} if {
	net.cidr_contains(input.attributes.cidr, "10.0.0.1")
}"""
FINE = 'deny contains {"at": ["attributes", "encrypted"]} if not input.attributes.encrypted'


def test_a_rule_that_fails_is_undetermined_with_the_error_as_its_reason(tmp_path: Path) -> None:
    pack = a_pack(tmp_path, BROKEN)
    placed = a_deployment(a_resource(european(), attributes={"cidr": "not a block"}))

    found = verdict(placed, pack=pack, profile=a_profile("TST-001"))

    assert found.exit_code == 3
    (finding,) = found.findings
    assert finding.outcome is Outcome.UNDETERMINED
    assert finding.reason.startswith("the rule failed: ")
    assert "backtrace" not in finding.reason


def test_a_failing_rule_leaves_the_next_projection_untouched(tmp_path: Path) -> None:
    pack = a_pack(tmp_path, BROKEN)
    rule = pack.rules[0]
    jobs = [Job((rule,), orjson.dumps({"attributes": {"cidr": block}})) for block in ("bad", "10.0.0.0/8")]

    (bad,), (good,) = EmbeddedEngine(pack).evaluate(jobs)

    assert bad.error
    assert good.denials


class Panic(BaseException):
    """What a native library raises when it gives up."""


def interrupted(error: BaseException) -> type:
    class Interpreter:
        def set_input_json(self, text: str) -> None:
            pass

        def eval_rule_as_json(self, _: str) -> str:
            raise error

    return Interpreter


def test_a_panic_of_the_native_library_is_an_answer_with_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = a_pack(tmp_path, FINE)
    interpreter = interrupted(Panic("it gave up"))
    monkeypatch.setattr(embedded_module, "interpreter", lambda _: interpreter())

    answers = EmbeddedEngine(pack).evaluate([Job(pack.rules, b"{}")])

    assert answers == [(Answer(error="it gave up"),)]


def test_a_projection_that_the_interpreter_cannot_read_passes_no_rule() -> None:
    answers = EmbeddedEngine(PACK).evaluate([Job(PACK.rules[:2], b"{")])

    assert all(answer.error for answer in answers[0])


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(1)])
def test_an_interrupt_of_the_user_is_not_swallowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    pack = a_pack(tmp_path, FINE)
    interpreter = interrupted(error)
    monkeypatch.setattr(embedded_module, "interpreter", lambda _: interpreter())

    with pytest.raises(type(error)):
        EmbeddedEngine(pack).evaluate([Job(pack.rules, b"{}")])


def test_each_thread_judges_with_an_interpreter_of_its_own() -> None:
    engine = EmbeddedEngine(PACK)
    placed = a_deployment(a_resource(european(in_eea=False)))
    here = verdict(placed, engine=engine)
    found = []

    threads = [threading.Thread(target=lambda: found.append(verdict(placed, engine=engine))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [here] * 3


class CountingEngine:
    """Passes everything on, and counts."""

    def __init__(self) -> None:
        self.jobs = 0
        self._engine = EmbeddedEngine(PACK)

    def evaluate(self, jobs: Sequence[Job]) -> Sequence[Sequence[Answer]]:
        self.jobs += len(jobs)
        return self._engine.evaluate(jobs)


def test_an_engine_may_be_collected_by_any_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    complaints: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", complaints.append)
    engine = EmbeddedEngine(PACK)
    engine.evaluate([Job(PACK.rules[:1], b"{}")])
    circle: list[object] = [engine]
    circle.append(circle)
    del engine, circle

    thread = threading.Thread(target=gc.collect)
    thread.start()
    thread.join()

    assert complaints == []


def test_resources_that_look_alike_to_the_rules_are_judged_once() -> None:
    one, many = CountingEngine(), CountingEngine()
    verdict(a_deployment(a_resource(european())), engine=one)

    verdict(a_deployment(*(a_resource(european(), name=f"n{n}") for n in range(500))), engine=many)

    assert many.jobs == one.jobs


@dataclass
class Server:
    """A server that answers each rule of the dispatch module as told, for what a real one does only when broken."""

    answers: Mapping[str, object]
    status: int = 200
    requests: list[tuple[str, Any]] = field(default_factory=list)

    @contextmanager
    def running(self) -> Iterator[str]:
        """Serve; yield the address."""
        told = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                name = self.path.rpartition("/")[2]
                body = self.rfile.read(int(self.headers["Content-Length"]))
                told.requests.append((name, orjson.loads(body)["input"]))
                content = orjson.dumps({"result": told.answers[name]} if name in told.answers else {})
                self.send_response(told.status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        with HTTPServer(("127.0.0.1", 0), Handler) as server:
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
            thread.start()
            try:
                yield f"http://127.0.0.1:{server.server_port}"
            finally:
                server.shutdown()
                thread.join()


def known(pack: RulePack) -> list[list[str]]:
    return [rule.description.name.split("/") for rule in pack.rules]


def test_a_server_that_lacks_a_rule_of_the_pack_is_refused() -> None:
    server = Server({"known": known(PACK)[1:]})

    with server.running() as address, pytest.raises(PolicyError, match=f"the OPA server lacks {PACK.rules[0].id}"):
        OpaServerEngine(PACK, address)


def test_a_server_without_the_dispatch_module_is_refused() -> None:
    server = Server({})

    with server.running() as address, pytest.raises(PolicyError, match=r"lacks rempart\.dispatch"):
        OpaServerEngine(PACK, address)


def test_a_server_that_answers_with_an_error_is_refused() -> None:
    server = Server({"known": []}, 400)

    with server.running() as address, pytest.raises(PolicyError, match="the OPA server does not answer"):
        OpaServerEngine(PACK, address)


def test_a_server_that_is_not_there_is_refused() -> None:
    with pytest.raises(PolicyError, match="the OPA server does not answer; start it with opa run --server"):
        OpaServerEngine(PACK, "http://127.0.0.1:9")


@pytest.mark.parametrize("address", ["localhost:8181", "ftp://localhost", "http://", "http://localhost:port"])
def test_an_address_that_is_no_url_is_refused(address: str) -> None:
    with pytest.raises(PolicyError, match="the address of the OPA server is not a URL"):
        OpaServerEngine(PACK, address)


def test_without_the_client_the_user_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opa_client.opa", None)

    with pytest.raises(PolicyError, match="install it with pip install 'rempart\\[opa\\]'"):
        OpaServerEngine(PACK, "http://127.0.0.1:8181")


def test_projections_are_posted_in_batches_and_answered_in_order(tmp_path: Path) -> None:
    pack = a_pack(tmp_path, f"applies if input.type\n\n{FINE}")
    name = known(pack)[0]
    denial = {"job": 1, "rule": name, "denial": {"at": ["attributes", "encrypted"]}}
    answer = {"applicable": [{"job": 1, "rule": name}], "denials": [denial]}
    server = Server({"known": [name], "answer": answer})
    jobs = [Job(pack.rules, b"{}")] * (BATCH + 2)

    with server.running() as address:
        answers = OpaServerEngine(pack, address).evaluate(jobs)

    assert len(answers) == BATCH + 2
    assert [a for a in answers if a[0].applies] == [answers[1], answers[BATCH + 1]]
    assert [len(sent["jobs"]) for rule, sent in server.requests if rule == "answer"] == [BATCH, 2]
    assert server.requests[1][1]["jobs"][0] == {"subject": {}, "rules": [name], "conditional": [name]}
