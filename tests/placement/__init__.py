"""Specifications of the placement room."""
