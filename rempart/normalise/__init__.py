"""Turns type tokens and property names of many providers into one vocabulary. Knows no facts about operators."""

from rempart.normalise.normalise import normalise

__all__ = ["normalise"]
