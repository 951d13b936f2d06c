"""The engines that evaluate Rego, behind one protocol: an embedded interpreter, and an OPA server."""

from rempart.judge.engines.protocol import Answer, Denial, Engine, Job

__all__ = ["Answer", "Denial", "Engine", "Job"]
