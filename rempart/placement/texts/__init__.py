"""Searches texts for the hosts that something in them connects to: user data, scripts, compose files, manifests."""

from rempart.placement.texts.reader import Mention, Reader
from rempart.placement.texts.spot import Spot

__all__ = ["Mention", "Reader", "Spot"]
