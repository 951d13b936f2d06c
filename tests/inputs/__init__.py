"""Specifications of the inputs room."""
