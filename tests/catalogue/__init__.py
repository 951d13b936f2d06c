"""Specifications of the catalogue room."""
