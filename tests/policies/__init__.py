"""Specifications of the rules themselves."""
