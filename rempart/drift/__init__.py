"""Compares what runs with what states say runs: what nobody manages, what is gone, what is different.

Pure: it reads deployments that others made, asks no cloud, and judges nothing. What it cannot tell it says so.
"""

from rempart.drift.compare import compare
from rempart.drift.findings import Change, Changed, Drift, Item, Untold, exit_status

__all__ = ["Change", "Changed", "Drift", "Item", "Untold", "compare", "exit_status"]
