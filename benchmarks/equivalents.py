"""The same work as other tools take it: the judge's jobs for ``opa eval``, a Terraform plan for Checkov."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from rempart.catalogue import load_catalogue
from rempart.gate import check
from rempart.inputs import read
from rempart.judge import EmbeddedEngine, load_pack, load_profile
from rempart.judge.engines.opa import job_document
from rempart.judge.engines.protocol import Answer, Job


class Recorder:
    """An engine that keeps the jobs it is given, and lets the embedded one do them."""

    def __init__(self, engine: EmbeddedEngine) -> None:
        self._engine = engine
        self.jobs: list[Job] = []

    def evaluate(self, jobs: Sequence[Job]) -> Sequence[Sequence[Answer]]:
        """Keep the jobs and do them."""
        self.jobs.extend(jobs)
        return self._engine.evaluate(jobs)


def write_jobs(preview: Path, target: Path) -> int:
    """Write the distinct judgements of a preview as one input of the dispatch module; return how many there are."""
    pack = load_pack()
    recorder = Recorder(EmbeddedEngine(pack))
    check(
        read(preview),
        catalogue=load_catalogue(),
        pack=pack,
        profile=load_profile("hds", pack),
        as_of=date(2026, 11, 24),
        engine=recorder,
    )
    target.write_text(json.dumps({"jobs": [job_document(job) for job in recorder.jobs]}), encoding="utf-8")
    return len(recorder.jobs)


def write_plan(preview: Path, target: Path) -> None:
    """Write a preview's resources as a Terraform plan, types and properties renamed as the bridge does."""
    steps = json.loads(preview.read_text(encoding="utf-8"))["steps"]
    resources = [_planned(step["newState"]) for step in steps if step["newState"].get("custom")]
    kept = [resource for resource in resources if resource is not None]
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": kept}},
        "resource_changes": [
            {**{k: r[k] for k in ("address", "type", "name", "mode", "provider_name")},
             "change": {"actions": ["create"], "before": None, "after": r["values"]}}
            for r in kept
        ],
        "configuration": {"root_module": {"resources": []}},
    }  # fmt: skip
    target.write_text(json.dumps(plan), encoding="utf-8")


def _planned(state: dict[str, object]) -> dict[str, object] | None:
    token = str(state["type"])
    if token.startswith("pulumi:"):
        return None
    package, module, name = token.split(":")
    folder = module.partition("/")[0]
    kind = f"{package}_{'' if folder == 'index' else _snake(folder) + '_'}{_snake(name)}"
    label = re.sub(r"\W", "_", str(state["urn"]).rpartition("::")[2])
    inputs = state.get("inputs")
    return {
        "address": f"{kind}.{label}",
        "mode": "managed",
        "type": kind,
        "name": label,
        "provider_name": f"registry.terraform.io/{package}/{package}",
        "schema_version": 0,
        "values": {_snake(key): value for key, value in inputs.items()} if isinstance(inputs, dict) else {},
    }


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()
