"""The Analyzer service: each method answers one request of the engine, and fails closed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from threading import Lock
from typing import NoReturn

import grpc
from google.protobuf import empty_pb2, json_format
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc, plugin_pb2

from rempart.errors import RempartError
from rempart.model.finding import Finding, Level, Outcome
from rempart.pack.diagnostics import NAME, believed, breakdown, diagnostic, level_from_wire, policies
from rempart.pack.session import Session, Stack
from rempart.pack.settings import PolicyConfiguration, read_settings
from rempart.pack.wire import resources_of, stack_resources_of

Answer = analyzer_pb2.AnalyzeResponse


class Analyzer(analyzer_pb2_grpc.AnalyzerServicer):
    """One pack, for one run of the engine.

    Requests are judged one at a time: the embedded Rego interpreter belongs to one thread.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._lock = Lock()
        self._answers: dict[str, tuple[bytes, Answer]] = {}
        self._advised: set[tuple[str, str]] = set()

    def GetAnalyzerInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> analyzer_pb2.AnalyzerInfo:
        """Name the rules as policies, at the levels of the default profile."""
        del request, context
        return analyzer_pb2.AnalyzerInfo(
            name=NAME,
            displayName="Rempart",
            description="Where each resource really goes, which law reaches it, and whether health data may go there.",
            version=self._session.version,
            supportsConfig=True,
            policies=policies(self._session.rules, self._session.advertised),
        )

    def GetPluginInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        """Return the version of this pack."""
        del request, context
        return plugin_pb2.PluginInfo(version=self._session.version)

    def Handshake(
        self, request: analyzer_pb2.AnalyzerHandshakeRequest, context: grpc.ServicerContext
    ) -> analyzer_pb2.AnalyzerHandshakeResponse:
        """Accept the engine; nothing of it is needed."""
        del request, context
        return analyzer_pb2.AnalyzerHandshakeResponse()

    def Configure(
        self, request: analyzer_pb2.ConfigureAnalyzerRequest, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        """Take profile, day, levels and waivers; refuse the run when they are malformed."""
        configured = {
            name: PolicyConfiguration(
                level_from_wire(entry.enforcementLevel), json_format.MessageToDict(entry.properties)
            )
            for name, entry in request.policyConfig.items()
        }
        try:
            self._session.configure(read_settings(configured, self._session.advertised))
        except RempartError as error:
            _refuse(context, error)
        self._answers.clear()
        self._advised.clear()
        return empty_pb2.Empty()

    def ConfigureStack(
        self, request: analyzer_pb2.AnalyzerStackConfigureRequest, context: grpc.ServicerContext
    ) -> analyzer_pb2.AnalyzerStackConfigureResponse:
        """Take project, stack and the stack's configuration; secret values are dropped here."""
        del context
        secret = set(request.config_secret_keys)
        config = {key: value for key, value in request.config.items() if key not in secret}
        self._session.enter(Stack(request.project, request.stack, config, frozenset(secret)))
        return analyzer_pb2.AnalyzerStackConfigureResponse()

    def Analyze(self, request: analyzer_pb2.AnalyzeRequest, context: grpc.ServicerContext) -> Answer:
        """Judge one resource, once: a repeated request gets the answer it got before."""
        del context
        digest = hashlib.sha256(request.SerializeToString(deterministic=True)).digest()
        known = self._answers.get(request.urn)
        if known is None or known[0] != digest:
            known = (digest, self._guarded(request.urn, lambda: self._analyze(request)))
            self._answers[request.urn] = known
        return known[1]

    def AnalyzeStack(self, request: analyzer_pb2.AnalyzeStackRequest, context: grpc.ServicerContext) -> Answer:
        """Judge the deployment as a whole, and whatever never came through ``Analyze``."""
        del context
        return self._guarded("", lambda: self._analyze_stack(request))

    def Remediate(
        self, request: analyzer_pb2.AnalyzeRequest, context: grpc.ServicerContext
    ) -> analyzer_pb2.RemediateResponse:
        """Change nothing: the gate judges, the program's author mends."""
        del request, context
        return analyzer_pb2.RemediateResponse()

    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Acknowledge: no judgement takes long enough to be worth interrupting."""
        del request, context
        return empty_pb2.Empty()

    def _analyze(self, request: analyzer_pb2.AnalyzeRequest) -> Sequence[Finding]:
        resources = resources_of(request)
        return [finding for finding in self._session.judge(resources) if finding.urn == request.urn]

    def _analyze_stack(self, request: analyzer_pb2.AnalyzeStackRequest) -> Sequence[Finding]:
        unseen = {entry.urn for entry in request.resources} - self._answers.keys()
        return [finding for finding in self._session.judge(stack_resources_of(request)) if finding.urn in unseen]

    def _guarded(self, urn: str, judge: Callable[[], Sequence[Finding]]) -> Answer:
        """Judge under the lock; whatever goes wrong becomes a mandatory violation, never a pass."""
        version = self._session.version
        try:
            with self._lock:
                findings = judge()
                own = self._session.newly_believed()
        except RempartError as error:
            return Answer(diagnostics=[breakdown(error.line(), urn, version)])
        except BaseException as error:  # noqa: BLE001 - the Rego interpreter panics as BaseException; no answer would hang the engine
            return Answer(diagnostics=[breakdown(f"internal error ({type(error).__name__})", urn, version)])
        return Answer(
            diagnostics=[
                *(diagnostic(finding, finding.urn or urn, version) for finding in findings if self._is_told(finding)),
                *([believed(own, urn, version)] if own else []),
            ]
        )

    def _is_told(self, finding: Finding) -> bool:
        """Return whether to tell the engine: always of what stops it, once of each advice, never of a waiver."""
        if finding.outcome is Outcome.WAIVED:
            return False
        if finding.level is Level.MANDATORY:
            return True
        advice = (finding.rule.id, finding.reason or finding.message)
        is_new = advice not in self._advised
        self._advised.add(advice)
        return is_new


def _refuse(context: grpc.ServicerContext, error: RempartError) -> NoReturn:
    context.abort(grpc.StatusCode.INVALID_ARGUMENT, error.line())
    raise AssertionError  # abort never returns; the type checker does not know
