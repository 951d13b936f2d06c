"""Specifications of the CrossGuard pack."""
