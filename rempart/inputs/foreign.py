"""Recognises documents that belong to other tools or other purposes, to say what to give instead."""

from __future__ import annotations

from pathlib import Path

from rempart.errors import InputError
from rempart.inputs.resources import RawObject, is_object

_GIVE = "give a Pulumi preview (preview --json), event log, state (stack export) or program folder"


def refusal(document: RawObject, path: Path) -> InputError:
    """Return the error that tells what a document is, as far as it can be told, and what is read instead."""
    return InputError(f"is {_name(document)}", where=str(path), mend=_GIVE)


def _name(document: RawObject) -> str:
    if "resourcePlans" in document:
        return "an update plan (preview --save-plan), which says what changes rather than what will be"
    if "format_version" in document or "terraform_version" in document:
        return "a plan or state of Terraform or OpenTofu, which this version does not read"
    if "AWSTemplateFormatVersion" in document or _is_cloudformation(document):
        return "a CloudFormation template, which this version does not read"
    if "deploymentTemplate.json" in str(document.get("$schema", "")):
        return "an Azure Resource Manager template, which this version does not read"
    if "apiVersion" in document and "kind" in document:
        return "a Kubernetes manifest, which this version does not read"
    return "JSON, but no document that is read here"


def _is_cloudformation(document: RawObject) -> bool:
    resources = document.get("Resources")
    return is_object(resources) and any(
        is_object(item) and str(item.get("Type", "")).startswith("AWS::") for item in resources.values()
    )
