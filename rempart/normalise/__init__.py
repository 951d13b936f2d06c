"""Turns type tokens and property names of many providers into one vocabulary. Knows no facts about operators."""

from rempart.normalise.effective import effective, is_stated, withheld
from rempart.normalise.normalise import normalise

__all__ = ["effective", "is_stated", "normalise", "withheld"]
