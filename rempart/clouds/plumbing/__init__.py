"""Packages that deploy nothing to a cloud."""
