"""The gRPC face: Pulumi's provider protocol, one method a request.

It is served raw, not through the SDK's provider classes: those lose the old inputs and the partial failures that keep
state and cloud in step.
"""

from __future__ import annotations

import contextlib
import functools
import os
import threading
import time
from collections.abc import Callable
from importlib.resources import files
from typing import TypeVar

import grpc
from google.protobuf import empty_pb2

from outscale_provider import VERSION
from outscale_provider.client.client import Client
from outscale_provider.client.settings import read_settings
from outscale_provider.contract import Context, Handler, Made
from outscale_provider.errors import ApiError, PartialError, ProviderError, internal
from outscale_provider.kinds.registry import handler_for
from outscale_provider.operations.advice import with_advice
from outscale_provider.operations.configuration import SECRET, check_configuration, replaced_by
from outscale_provider.operations.session import Session
from outscale_provider.table import Kind, load_table
from outscale_provider.values.json import UNKNOWN, stated
from outscale_provider.values.names import to_api, to_pulumi
from outscale_provider.wire.failures import refuse
from outscale_provider.wire.log import EngineLog
from outscale_provider.wire.messages import plugin_pb2, provider_pb2, provider_pb2_grpc
from outscale_provider.wire.structs import to_plain, to_struct

_TAKING_BACK = 60.0
"""Seconds in which what nobody knows of is removed."""
_SECRETS_TOLD = frozenset({"userData"})
"""What look-ups may tell that is secret. Pulumi encrypts the whole answer with it, so no more than that."""
_CHANGES = {
    ("add", False): provider_pb2.PropertyDiff.ADD,
    ("add", True): provider_pb2.PropertyDiff.ADD_REPLACE,
    ("delete", False): provider_pb2.PropertyDiff.DELETE,
    ("delete", True): provider_pb2.PropertyDiff.DELETE_REPLACE,
    ("update", False): provider_pb2.PropertyDiff.UPDATE,
    ("update", True): provider_pb2.PropertyDiff.UPDATE_REPLACE,
}


Request = TypeVar("Request")
Response = TypeVar("Response")
Method = Callable[["Provider", Request, grpc.ServicerContext], Response]


def _answering(method: Method[Request, Response]) -> Method[Request, Response]:
    """Count the request as work in progress, and turn any error into the status that the engine expects.

    The methods themselves never abort a request, so that whatever else they raise is a fault of ours: it ends neither
    the plugin nor in a message that shows what it was about.
    """

    @functools.wraps(method)
    def answer(self: Provider, request: Request, context: grpc.ServicerContext) -> Response:
        with self.at_work():
            try:
                return method(self, request, context)
            except Exception as error:  # noqa: BLE001 - said above
                refused = error if isinstance(error, ProviderError) else internal(error)
            kind, name = self.subject_of(getattr(request, "urn", ""), getattr(request, "tok", ""))
            refuse(context, refused, with_advice(refused, kind.name, name), kind.secret_properties)
        raise AssertionError  # refuse never returns; the linter does not know

    return answer


class Provider(provider_pb2_grpc.ResourceProviderServicer):
    """One running plugin; the engine configures it once."""

    def __init__(self, engine: str = "") -> None:
        self.table = load_table()
        self.log = EngineLog(engine)
        self._session: Session | None = None
        self._handlers: dict[str, Handler] = {}
        self._account = ""
        self._busy = 0
        self._lock = threading.Lock()
        self._account_lock = threading.Lock()

    # Life

    def Handshake(
        self, request: provider_pb2.ProviderHandshakeRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ProviderHandshakeResponse:
        """Learn where the engine is; secrets and outputs are wanted in plain form, and marked in the answers."""
        if request.engine_address:
            self.log = EngineLog(request.engine_address)
        return provider_pb2.ProviderHandshakeResponse()

    def Attach(self, request: plugin_pb2.PluginAttach, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Learn where the engine is, when the plugin was started by hand."""
        self.log = EngineLog(request.address)
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        """Tell the version."""
        return plugin_pb2.PluginInfo(version=VERSION)

    def GetSchema(
        self, request: provider_pb2.GetSchemaRequest, context: grpc.ServicerContext
    ) -> provider_pb2.GetSchemaResponse:
        """Give the schema, from which the CLI generates SDKs."""
        schema = files("outscale_provider").joinpath("schema.json").read_text(encoding="utf-8")
        return provider_pb2.GetSchemaResponse(schema=schema)

    def GetMapping(
        self, request: provider_pb2.GetMappingRequest, context: grpc.ServicerContext
    ) -> provider_pb2.GetMappingResponse:
        """Offer no conversion from other tools' programs."""
        return provider_pb2.GetMappingResponse()

    def GetMappings(
        self, request: provider_pb2.GetMappingsRequest, context: grpc.ServicerContext
    ) -> provider_pb2.GetMappingsResponse:
        """Offer no conversion from other tools' programs."""
        return provider_pb2.GetMappingsResponse()

    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Begin nothing new; what waits ends at once and says how far it came."""
        self.cancel()
        return empty_pb2.Empty()

    def cancel(self) -> None:
        """End what waits."""
        if self._session:
            self._session.client.cancel()

    def at_work(self) -> _Work:
        """Count one request as work in progress, for as long as the context lasts."""
        return _Work(self)

    @property
    def busy(self) -> bool:
        """Whether a request is being worked on."""
        return self._busy > 0

    def count(self, change: int) -> None:
        """Note that a request began (1) or ended (-1)."""
        with self._lock:
            self._busy += change

    # Configuration

    @_answering
    def CheckConfig(
        self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CheckResponse:
        """Tell what is wrong with the settings; pin the region."""
        checked = check_configuration(to_plain(request.news), self.table, os.environ)
        return provider_pb2.CheckResponse(
            inputs=to_struct(checked.inputs, SECRET),
            failures=[provider_pb2.CheckFailure(property=of.argument, reason=of.reason) for of in checked.failures],
        )

    @_answering
    def DiffConfig(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        """Tell whether resources must be made anew: another region or account is another place."""
        olds = to_plain(request.old_inputs) or to_plain(request.olds)
        changed, replaced = replaced_by(olds, to_plain(request.news))
        return provider_pb2.DiffResponse(changes=_some(changed), diffs=changed, replaces=replaced)

    @_answering
    def Configure(
        self, request: provider_pb2.ConfigureRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ConfigureResponse:
        """Take the settings. No key is needed until the service is asked, so that previews work without one."""
        arguments = to_plain(request.args)
        settings = read_settings(arguments, os.environ)
        self._session = Session(Client(settings), self.table)
        self._handlers = {}
        self._account = str(arguments.get("accountId") or "")
        if not (settings.access_key and settings.secret_key) and UNKNOWN not in arguments.values():
            self.log.warning(
                "Outscale: no credentials. A preview of new resources works without; anything else will fail. Set"
                " outscale:accessKeyId and outscale:secretKeyId, or OSC_ACCESS_KEY and OSC_SECRET_KEY"
            )
        return provider_pb2.ConfigureResponse(supportsPreview=True)

    # Resources

    @_answering
    def Check(self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext) -> provider_pb2.CheckResponse:
        """Tell what is wrong with a resource's inputs; fill in its name."""
        kind, handler = self._kind(request.urn)
        checked = handler.check(
            to_plain(request.news), to_plain(request.olds), urn=request.urn, seed=bytes(request.randomSeed)
        )
        return provider_pb2.CheckResponse(
            inputs=to_struct(checked.inputs, kind.secret_properties),
            failures=[provider_pb2.CheckFailure(property=of.argument, reason=of.reason) for of in checked.failures],
        )

    @_answering
    def Diff(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        """Compare the inputs deployed with those wanted; warn of what the user would not expect."""
        _, handler = self._kind(request.urn)
        difference = handler.diff(to_plain(request.old_inputs), to_plain(request.news), to_plain(request.olds))
        for warning in difference.warnings:
            self.log.warning(warning, request.urn)
        changes = difference.changes
        return provider_pb2.DiffResponse(
            changes=_some(changes),
            diffs=list(changes),
            replaces=[name for name, change in changes.items() if change.replace],
            deleteBeforeReplace=difference.delete_before_replace,
            hasDetailedDiff=True,
            detailedDiff={
                name: provider_pb2.PropertyDiff(kind=_CHANGES[change.what, change.replace], inputDiff=True)
                for name, change in changes.items()
            },
        )

    @_answering
    def Create(self, request: provider_pb2.CreateRequest, context: grpc.ServicerContext) -> provider_pb2.CreateResponse:
        """Make a resource; at preview, tell which of its properties nobody knows yet."""
        kind, handler = self._kind(request.urn)
        inputs = stated(to_plain(request.properties))
        if request.preview:
            foreseen = dict.fromkeys(kind.outputs, UNKNOWN) | inputs
            return provider_pb2.CreateResponse(properties=to_struct(foreseen, kind.secret_properties))
        self._guard_account()
        try:
            made = handler.create(inputs, self._context(request.urn, request.timeout, kind))
        except PartialError as error:
            self._unless_heard(context, kind, request.urn, Made(error.id, error.state))
            raise
        self._unless_heard(context, kind, request.urn, made)
        return provider_pb2.CreateResponse(id=made.id, properties=to_struct(made.state, kind.secret_properties))

    @_answering
    def Read(self, request: provider_pb2.ReadRequest, context: grpc.ServicerContext) -> provider_pb2.ReadResponse:
        """Look at a resource; an empty identifier tells the engine that it is gone."""
        kind, handler = self._kind(request.urn)
        self._guard_account()
        known = to_plain(request.inputs)
        found = handler.read(request.id, to_plain(request.properties), stated(known))
        if found is None:
            return provider_pb2.ReadResponse()
        marks = {name: value for name, value in known.items() if name not in stated(known)}
        return provider_pb2.ReadResponse(
            id=request.id,
            properties=to_struct(found.state, kind.secret_properties),
            inputs=to_struct(found.inputs | marks, kind.secret_properties),
        )

    @_answering
    def Update(self, request: provider_pb2.UpdateRequest, context: grpc.ServicerContext) -> provider_pb2.UpdateResponse:
        """Bring a resource to the wanted inputs."""
        kind, handler = self._kind(request.urn)
        state, olds, news = to_plain(request.olds), stated(to_plain(request.old_inputs)), stated(to_plain(request.news))
        if request.preview:
            return provider_pb2.UpdateResponse(properties=to_struct(state | news, kind.secret_properties))
        self._guard_account()
        within = self._context(request.urn, request.timeout, kind)
        state = handler.update(request.id, olds, news, state=state, context=within)
        return provider_pb2.UpdateResponse(properties=to_struct(state, kind.secret_properties))

    @_answering
    def Delete(self, request: provider_pb2.DeleteRequest, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Remove a resource."""
        kind, handler = self._kind(request.urn)
        self._guard_account()
        within = self._context(request.urn, request.timeout, kind)
        handler.delete(request.id, to_plain(request.properties), within)
        return empty_pb2.Empty()

    @_answering
    def Invoke(self, request: provider_pb2.InvokeRequest, context: grpc.ServicerContext) -> provider_pb2.InvokeResponse:
        """Look something up for the program."""
        operation = self.table.functions.get(request.tok)
        if operation is None:
            raise ProviderError(f"version {VERSION} of the Outscale provider has no such function")
        self._guard_account()
        answer = self._configured().client.call(operation, to_api(to_plain(request.args)))
        answer.pop("ResponseContext", None)
        response = provider_pb2.InvokeResponse()
        found = to_struct(to_pulumi(answer), _SECRETS_TOLD, deep=True)
        getattr(response, "return").CopyFrom(found)
        return response

    # What the methods share

    def subject_of(self, urn: str, function: str) -> tuple[Kind, str]:
        """Return what a request is about, kind and name: a resource, a function, or the provider itself."""
        if function or not urn:
            return Kind("function" if function else "provider"), function or "outscale"
        token = _type_of(urn)
        return self.table.kind(token) or Kind(token), urn.rsplit("::", 1)[-1]

    def _configured(self) -> Session:
        if self._session is None:
            raise ProviderError("the provider has not been configured yet")
        return self._session

    def _kind(self, urn: str) -> tuple[Kind, Handler]:
        token = _type_of(urn)
        kind = self.table.kind(token)
        if kind is None:
            raise ProviderError(f"version {VERSION} of the Outscale provider has no {token}")
        if token not in self._handlers:
            self._handlers[token] = handler_for(kind, self._configured())
        return kind, self._handlers[token]

    def _context(self, urn: str, timeout: float, kind: Kind) -> Context:
        seconds = timeout or 60 * kind.minutes
        log = self.log
        return Context(urn, time.monotonic() + seconds, lambda text: log.progress(text, urn))

    def _unless_heard(self, request: grpc.ServicerContext, kind: Kind, urn: str, made: Made) -> None:
        """Take back what was made for an engine that is gone.

        Nobody would ever know of it: the state does not have it, and the next ``up`` makes another.
        """
        if request.is_active() or not kind.made_anew:
            return
        # The plugin was told to begin nothing any more; this is the one thing left to do.
        session = Session(Client(self._configured().client.settings), self.table)
        with contextlib.suppress(ProviderError), contextlib.closing(session.client):
            handler_for(kind, session).delete(made.id, made.state, self._context(urn, _TAKING_BACK, kind))

    def _guard_account(self) -> None:
        """Refuse another account's keys: they would find nothing, and a refresh would forget everything."""
        with self._account_lock:
            if not self._account:
                return
            accounts = self._configured().client.call("ReadAccounts").get("Accounts") or [{}]
            found = accounts[0].get("AccountId")
            if found != self._account:
                expected = f"outscale:accountId says {self._account}; use that account's keys, or change the setting"
                raise ApiError("ReadAccounts", f"the keys belong to the account {found}, and {expected}")
            self._account = ""


class _Work:
    """One request being worked on."""

    __slots__ = ("_provider",)

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    def __enter__(self) -> None:
        self._provider.count(1)

    def __exit__(self, *_: object) -> None:
        self._provider.count(-1)


def _type_of(urn: str) -> str:
    """Return the type token within a URN; that of the parents stands before it, each followed by ``$``."""
    parts = urn.split("::")
    return parts[2].rsplit("$", 1)[-1] if len(parts) > 2 else urn  # noqa: PLR2004 - stack, project, type, name


def _some(changes: object) -> provider_pb2.DiffResponse.DiffChanges.ValueType:
    return provider_pb2.DiffResponse.DIFF_SOME if changes else provider_pb2.DiffResponse.DIFF_NONE
