"""Specifications of the judge room."""
