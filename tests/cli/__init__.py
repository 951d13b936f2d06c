"""Specifications of the command line."""
