"""Specifications of the addresses room."""
