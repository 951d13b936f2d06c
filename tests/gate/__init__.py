"""Specifications of the whole pipeline: what someone deploys, and the verdict on it."""
