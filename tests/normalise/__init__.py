"""Specifications of the normalise room."""
