"""Writes what a comparison of a cloud with its states found: one module for each format. It compares nothing."""

from __future__ import annotations

from rempart.reports.drift.text import lines, sentence

__all__ = ["lines", "sentence"]
