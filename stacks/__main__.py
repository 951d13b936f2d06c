"""Run the workload that the stack's configuration names."""

import importlib
from pathlib import Path

import pulumi

WORKLOADS = sorted(folder.parent.name for folder in Path(__file__).parent.glob("*/workload.py"))

workload = pulumi.Config("rempart").require("workload")
if workload not in WORKLOADS:
    message = f"rempart:workload is not one of {', '.join(WORKLOADS)}"
    raise pulumi.RunError(message)
importlib.import_module(f"{workload}.workload").deploy()
