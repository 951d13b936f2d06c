"""Specifications of the offline preview."""
