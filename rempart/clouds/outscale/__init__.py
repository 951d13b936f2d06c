"""Outscale."""
