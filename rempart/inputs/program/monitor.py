"""Stands in for the engine's resource monitor: records what a program registers, and answers as a preview would."""

from __future__ import annotations

import threading
import uuid
from dataclasses import replace
from typing import Any

from google.protobuf import empty_pb2
from pulumi.runtime.proto import callback_pb2, provider_pb2, resource_pb2

from rempart.inputs.marks import UNKNOWN_TEXT
from rempart.inputs.program.answers import Answers
from rempart.inputs.program.computed import NotKnownError, asks_nobody, call, outputs
from rempart.inputs.program.functions import NotComputedError
from rempart.inputs.program.project import Project
from rempart.inputs.program.providers import (
    Plugin,
    default_inputs,
    is_disabled,
    plugin_of,
    written_canonically,
)
from rempart.inputs.program.recording import Plain, Recording, Step
from rempart.inputs.program.states import position_of, state_of
from rempart.inputs.program.transforms import Callbacks, transform_invoke, transform_resource
from rempart.inputs.program.wire import from_struct, opened, planned_outputs, secret, to_struct

ORGANIZATION = "organization"
"""What the engine calls the organization of a backend that has none."""
_PROVIDER = "pulumi:providers:"
_STACK = "pulumi:pulumi:Stack"
_STACK_REFERENCE = "pulumi:pulumi:StackReference"
_GET_RESOURCE = "pulumi:pulumi:getResource"
_FEATURES: list[Any] = list(range(17))
"""Features of the engine's wire that the SDK asks for by number; all that we know of are there."""


class RefusedError(Exception):
    """The engine refuses a request; the program sees the text as an error of the engine, users also what to do."""

    def __init__(self, what: str, mend: str = "") -> None:
        super().__init__(what)
        self.mend = mend


class Monitor:
    """One run of one program. Methods named like the protocol's take its requests."""

    def __init__(self, project: Project, answers: Answers, recording: Recording) -> None:
        self._project = project
        self._answers = answers
        self._recording = recording
        self._lock = threading.RLock()
        self._by_urn: dict[str, Step] = {}
        self._goals: dict[str, resource_pb2.RegisterResourceRequest] = {}
        self._providers_of: dict[str, dict[str, str]] = {}
        self._defaults: dict[tuple[str, str], str] = {}
        self._packages: dict[str, resource_pb2.RegisterPackageRequest] = {}
        self._stack_transforms: list[callback_pb2.Callback] = []
        self._invoke_transforms: list[callback_pb2.Callback] = []
        self._callbacks = Callbacks()
        self.root = ""
        """URN of the stack's own resource, once it is registered."""
        self.has_old_sdk = False
        """Whether the program's SDK cannot be told that a function's result is unknown."""

    def GetDeploymentInfo(self, _: empty_pb2.Empty) -> resource_pb2.DeploymentInfo:
        return resource_pb2.DeploymentInfo(
            project=self._project.name,
            stack=self._project.stack,
            organization=ORGANIZATION,
            config=dict(self._project.config),
            configSecretKeys=sorted(self._project.secret_keys),
            dryRun=True,
            parallel=16,
            supportedFeatures=_FEATURES,
        )

    def SupportsFeature(self, _: resource_pb2.SupportsFeatureRequest) -> resource_pb2.SupportsFeatureResponse:
        return resource_pb2.SupportsFeatureResponse(hasSupport=True)

    def SignalAndWaitForShutdown(self, _: empty_pb2.Empty) -> empty_pb2.Empty:
        return empty_pb2.Empty()

    def RegisterResourceHook(self, _: resource_pb2.RegisterResourceHookRequest) -> empty_pb2.Empty:
        self._note("resource-hook")
        return empty_pb2.Empty()

    def RegisterErrorHook(self, _: resource_pb2.RegisterErrorHookRequest) -> empty_pb2.Empty:
        return empty_pb2.Empty()

    def RegisterStackTransform(self, callback: callback_pb2.Callback) -> empty_pb2.Empty:
        self._stack_transforms.append(callback)
        return empty_pb2.Empty()

    def RegisterStackInvokeTransform(self, callback: callback_pb2.Callback) -> empty_pb2.Empty:
        self._invoke_transforms.append(callback)
        return empty_pb2.Empty()

    def RegisterPackage(self, request: resource_pb2.RegisterPackageRequest) -> resource_pb2.RegisterPackageResponse:
        with self._lock:
            known = (reference for reference, package in self._packages.items() if package == request)
            reference = next(known, None) or str(uuid.uuid4())
            self._packages[reference] = request
        return resource_pb2.RegisterPackageResponse(ref=reference)

    def RegisterResource(self, request: resource_pb2.RegisterResourceRequest) -> resource_pb2.RegisterResourceResponse:
        package = request.type.partition(":")[0]
        is_provider = request.type.startswith(_PROVIDER)
        self._inherit(request, package)
        inputs = from_struct(request.object)
        dependencies = {
            name: set(request.propertyDependencies[name].urns) if name in request.propertyDependencies else set[str]()
            for name in inputs
        }
        chain = [*request.transforms, *self._inherited_transforms(request.parent), *self._stack_transforms]
        inputs, dependencies = transform_resource(request, inputs, dependencies, chain=chain, callbacks=self._callbacks)
        if not request.custom:
            for name, reference in self._providers_of.get(request.parent, {}).items():
                if name not in request.providers:
                    request.providers[name] = reference
        urn = self._urn(request.parent, request.type, request.name)
        if is_provider:
            plugin = self._plugin(package, request)
            plugin.complete(inputs)
            inputs = written_canonically(inputs)
        elif request.custom or request.remote:
            request.provider = request.provider or self._default_provider(self._plugin(package, request), urn)
        operation = "import" if request.importId else "create"
        self._record(
            Step(
                operation,
                state_of(request, urn, dependencies, position_of(request.sourcePosition, self._project.folder)),
                inputs,
            )
        )
        with self._lock:
            self._goals[urn] = request
            if not request.custom:
                self._providers_of[urn] = dict(request.providers)
            if request.type == _STACK:
                self.root = urn
        return self._registered(request, urn, inputs, is_provider=is_provider)

    def RegisterResourceOutputs(self, request: resource_pb2.RegisterResourceOutputsRequest) -> empty_pb2.Empty:
        self._known(request.urn).outputs = from_struct(request.outputs)
        return empty_pb2.Empty()

    def ReadResource(self, request: resource_pb2.ReadResourceRequest) -> resource_pb2.ReadResourceResponse:
        package = request.type.partition(":")[0]
        urn = self._urn(request.parent, request.type, request.name)
        provider = request.provider or self._default_provider(self._plugin(package, request), request.type)
        state = {
            "urn": urn,
            "custom": True,
            "id": request.id,
            "type": request.type,
            "parent": request.parent,
            "external": True,
            "provider": provider,
            "dependencies": sorted(request.dependencies),
            "additionalSecretOutputs": list(request.additionalSecretOutputs),
            "sourcePosition": position_of(request.sourcePosition, self._project.folder),
        }
        self._record(
            Step("read", {name: value for name, value in state.items() if value}, from_struct(request.properties))
        )
        answer = self._answers.read(request.type, request.id)
        if answer is None:
            self._note("stack-reference" if request.type == _STACK_REFERENCE else "read", urn=urn)
        response = resource_pb2.ReadResourceResponse(urn=urn, id="" if request.id == UNKNOWN_TEXT else request.id)
        response.properties.CopyFrom(request.properties)
        if request.type == _STACK_REFERENCE:
            response.properties.update({"name": request.id, "outputs": UNKNOWN_TEXT, "secretOutputNames": UNKNOWN_TEXT})
        if answer is not None:
            response.properties.MergeFrom(to_struct(answer))
        return response

    def ExistsResource(self, request: resource_pb2.ExistsResourceRequest) -> resource_pb2.ExistsResourceResponse:
        self._note("read", token=request.type)
        return resource_pb2.ExistsResourceResponse(unknown=True)

    def Invoke(self, request: resource_pb2.ResourceInvokeRequest) -> resource_pb2.ResourceInvokeResponse:
        if request.tok == _GET_RESOURCE:
            return self._look_up(from_struct(request.args).get("urn"))
        package = request.tok.partition(":")[0]
        inherited = self._providers_of.get(getattr(request, "parent", ""), {}).get(package, "")
        options = transform_invoke(request, self._invoke_transforms, self._callbacks, request.provider or inherited)
        plugin = plugin_of(
            package,
            version=options.version,
            url=options.plugin_download_url or self._plugin_url(options.provider),
            checksums={},
            registered=self._packages.get(request.packageRef),
        )
        if not options.provider:
            self._default_provider(plugin, request.tok)
        waits = any(urn in self._goals and self._goals[urn].custom for urn in getattr(request, "dependsOn", ()))
        arguments = from_struct(request.args)
        answer = None if waits else self._answers.invoke(request.tok, arguments)
        reason = ""
        if answer is None and asks_nobody(request.tok, plugin):
            # What it waits for changes nothing: the arguments are all that counts.
            answer, reason = self._computed(request.tok, arguments)
        response = resource_pb2.ResourceInvokeResponse()
        if answer is not None:
            getattr(response, "return").CopyFrom(to_struct(answer))
            return response
        if self.has_old_sdk:
            raise RefusedError(
                f"{request.tok} asks the cloud, and this Pulumi SDK (before 3.256) cannot be told that the result is"
                " unknown",
                "upgrade pulumi in the program's environment, or answer for it with --answers",
            )
        if reason or not waits:
            self._note("invoke", token=request.tok, reason=reason)
        response.unknown = True
        return response

    def Call(self, request: resource_pb2.ResourceCallRequest) -> provider_pb2.CallResponse:
        self._note("call", token=request.tok)
        response = provider_pb2.CallResponse()
        # One unknown makes the whole result unknown to the SDK; an empty one would be known, and wrong.
        getattr(response, "return").update({"unknown": UNKNOWN_TEXT})
        return response

    def _computed(self, token: str, arguments: Plain) -> tuple[Plain | None, str]:
        """Return what a function makes of its arguments; None when that cannot be told, and why."""
        main = self._project.main
        try:
            return call(token, arguments, main if main.is_dir() else main.parent), ""
        except NotComputedError as error:
            return None, str(error)

    def _look_up(self, urn: object) -> resource_pb2.ResourceInvokeResponse:
        step = self._known(str(urn))
        response = resource_pb2.ResourceInvokeResponse()
        found = {"urn": step.urn, "id": step.state.get("id", ""), "state": {**step.inputs, **step.outputs}}
        getattr(response, "return").CopyFrom(to_struct({**found, "provider": step.state.get("provider", "")}))
        return response

    def _registered(
        self, request: resource_pb2.RegisterResourceRequest, urn: str, inputs: Plain, *, is_provider: bool
    ) -> resource_pb2.RegisterResourceResponse:
        """Answer a registration with what a preview knows: the inputs, and that all else is unknown."""
        response = resource_pb2.RegisterResourceResponse(urn=urn)
        if request.remote:
            self._note("remote-component", urn=urn)
        elif request.custom:
            made = self._made(request, urn, inputs)
            response.object.CopyFrom(to_struct({**made, **planned_outputs(inputs)}))
            for name in request.additionalSecretOutputs:
                if name not in inputs:
                    response.object.update({name: secret(opened(made.get(name, UNKNOWN_TEXT))[0])})
            if is_provider:
                response.id = UNKNOWN_TEXT
            if request.type.startswith("pulumi-python:dynamic"):
                self._note("dynamic-provider", urn=urn)
        return response

    def _made(self, request: resource_pb2.RegisterResourceRequest, urn: str, inputs: Plain) -> Plain:
        """Return the outputs that a resource makes of its inputs without asking a cloud; none when they are unknown."""
        plugin = self._plugin(request.type.partition(":")[0], request)
        if not asks_nobody(request.type, replace(plugin, url=plugin.url or self._plugin_url(request.provider))):
            return {}
        try:
            return outputs(request.type, inputs)
        except NotKnownError:
            return {}
        except NotComputedError as error:
            self._note("invoke", urn=urn, token=request.type, reason=str(error))
            return {}

    def _plugin_url(self, provider: str) -> str:
        """Return from where the plugin of a provider comes that the program made; nothing when it is Pulumi's own."""
        step = self._by_urn.get(provider.rpartition("::")[0])
        internal = step.inputs.get("__internal", {}) if step is not None else {}
        return str(internal.get("pluginDownloadURL", ""))

    def _inherit(self, request: resource_pb2.RegisterResourceRequest, package: str) -> None:
        """Take over from the parent what a resource inherits."""
        parent = self._goals.get(request.parent)
        if parent is not None:
            if not request.HasField("protect") and parent.HasField("protect"):
                request.protect = parent.protect
            if not request.HasField("retainOnDelete") and parent.HasField("retainOnDelete"):
                request.retainOnDelete = parent.retainOnDelete
            request.deletedWith = request.deletedWith or parent.deletedWith
            own_provider = not (request.custom or request.remote)
            if not request.provider and (own_provider or f"{_PROVIDER}{package}::" in parent.provider):
                request.provider = parent.provider
        if request.custom or request.remote:
            inherited = self._providers_of.get(request.parent, {}).get(package, "")
            request.provider = request.provider or request.providers.get(package, "") or inherited

    def _inherited_transforms(self, parent: str) -> list[callback_pb2.Callback]:
        found: list[callback_pb2.Callback] = []
        while parent in self._goals:
            found.extend(self._goals[parent].transforms)
            parent = self._goals[parent].parent
        return found

    def _plugin(self, package: str, request: Any) -> Plugin:
        return plugin_of(
            package,
            version=request.version,
            url=request.pluginDownloadURL,
            checksums=dict(request.pluginChecksums),
            registered=self._packages.get(request.packageRef),
        )

    def _default_provider(self, plugin: Plugin, asked_by: str) -> str:
        """Return the reference of a package's default provider, made when it is first needed."""
        name = plugin.default_name
        with self._lock:
            known = self._defaults.get((plugin.package, name))
            if known is not None:
                return known
            if is_disabled(plugin.package, self._project.config):
                raise RefusedError(
                    f"default provider for {plugin.package} is disabled; {asked_by} must use an explicit provider",
                    "give it one, or take the package out of pulumi:disable-default-providers",
                )
            inputs = default_inputs(plugin.package, self._project.config, self._project.secret_keys)
            plugin.complete(inputs)
            token = f"{_PROVIDER}{plugin.package}"
            urn = self._urn("", token, name)
            self._record(Step("create", {"urn": urn, "custom": True, "type": token}, inputs, is_default=True))
            self._defaults[plugin.package, name] = f"{urn}::{UNKNOWN_TEXT}"
            return self._defaults[plugin.package, name]

    def _record(self, step: Step) -> None:
        with self._lock:
            if step.urn in self._by_urn:
                raise RefusedError(f"two resources have the URN {step.urn}", "give one another name")
            self._by_urn[step.urn] = step
            self._recording.steps.append(step)

    def _known(self, urn: str) -> Step:
        with self._lock:
            if urn not in self._by_urn:
                raise RefusedError(f"there is no resource {urn}")
            return self._by_urn[urn]

    def _note(self, kind: str, **about: str) -> None:
        with self._lock:
            self._recording.notes.append({"kind": kind, **about})

    def _urn(self, parent: str, token: str, name: str) -> str:
        above = parent.split("::")[2] if parent else ""
        qualified = f"{above}${token}" if above and above != _STACK else token
        return f"urn:pulumi:{self._project.stack}::{self._project.name}::{qualified}::{name}"
