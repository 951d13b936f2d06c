"""Judge on an OPA server, for those who run one: the same rules, the same answers.

The server is started on our ``policies`` folder (``opa run --server policies/rules policies/lib``); the module
``lib/dispatch.rego`` there judges many projections in one request.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import orjson

from rempart.addresses import host_of
from rempart.errors import PolicyError
from rempart.judge.engines.protocol import Answer, Denial, Job
from rempart.judge.pack import RulePack
from rempart.judge.rule import Rule

BATCH = 2_000
"""Projections per request: OPA keeps a request in memory, many times over."""
TIMEOUT = 120.0
"""Seconds for one request."""
_STATES_PORT = re.compile(r"://[^/?#]*:[0-9]+(?:[/?#]|\Z)")


class OpaServerEngine:
    """Evaluates rules on an OPA server. Refuses, with PolicyError, a server that lacks a rule of the pack."""

    def __init__(self, pack: RulePack, url: str) -> None:
        self._url = url
        self._client = _client(url)
        self._refuse_older_pack(pack)

    def evaluate(self, jobs: Sequence[Job]) -> list[tuple[Answer, ...]]:
        """Judge every projection by its rules. Raises PolicyError when the server does not answer."""
        return [answers for start in range(0, len(jobs), BATCH) for answers in self._batch(jobs[start : start + BATCH])]

    def _refuse_older_pack(self, pack: RulePack) -> None:
        known = {tuple(name) for name in self._ask("known", {"jobs": []})}
        lacking = [rule.id for rule in pack.rules if _name(rule) not in known]
        if lacking:
            raise PolicyError(
                f"the OPA server lacks {', '.join(lacking)}", where=self._url, mend="start it on this pack's policies"
            )

    def _batch(self, jobs: Sequence[Job]) -> Iterator[tuple[Answer, ...]]:
        answer = self._ask("answer", {"jobs": [job_document(job) for job in jobs]})
        applicable = {(entry["job"], tuple(entry["rule"])) for entry in answer["applicable"]}
        denials: dict[tuple[int, tuple[str, ...]], list[Denial]] = {}
        for entry in answer["denials"]:
            denials.setdefault((entry["job"], tuple(entry["rule"])), []).append(entry["denial"])
        for number, job in enumerate(jobs):
            yield tuple(
                Answer(
                    applies=not rule.conditional or (number, _name(rule)) in applicable,
                    denials=tuple(denials.get((number, _name(rule)), ())),
                )
                for rule in job.rules
            )

    def _ask(self, rule: str, document: Mapping[str, object]) -> Any:  # noqa: ANN401 - JSON of the dispatch module
        try:
            answer = self._client.query_rule(document, "rempart.dispatch", rule)
        except OSError as error:
            raise PolicyError(
                "the OPA server does not answer", where=self._url, mend="start it with opa run --server"
            ) from error
        if "result" not in answer:
            raise PolicyError(
                "the OPA server lacks rempart.dispatch", where=self._url, mend="start it on policies/lib as well"
            )
        return answer["result"]


def _client(url: str) -> Any:  # noqa: ANN401 - the client ships no type information
    try:
        from opa_client.opa import OpaClient  # noqa: PLC0415 - an extra that only users of a server install
    except ImportError as error:
        raise PolicyError(
            "the client for OPA servers is not installed", mend="install it with pip install 'rempart[opa]'"
        ) from error
    host, port, secure = _address(url)
    return OpaClient(host=host, port=port, ssl=secure, timeout=TIMEOUT)


def _address(url: str) -> tuple[str, int, bool]:
    """Return host, port, and whether the server speaks TLS."""
    mend = "write it like http://127.0.0.1:8181"
    host = host_of(url)
    if host is None or host.scheme not in ("http", "https") or (host.port is None and _STATES_PORT.search(url)):
        raise PolicyError("the address of the OPA server is not a URL", mend=mend)
    secure = host.scheme == "https"
    return host.name, host.port or (443 if secure else 8181), secure


def job_document(job: Job) -> dict[str, object]:
    """Return a job as the dispatch module reads it."""
    return {
        "subject": cast("object", orjson.loads(job.projection)),
        "rules": [_name(rule) for rule in job.rules],
        "conditional": [_name(rule) for rule in job.rules if rule.conditional],
    }


def _name(rule: Rule) -> tuple[str, ...]:
    return tuple(rule.description.name.split("/"))
