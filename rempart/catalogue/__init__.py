"""The sourced facts: who runs what, who owns them, which laws reach them, what they are qualified for."""

from rempart.catalogue.catalogue import Catalogue
from rempart.catalogue.load import load_catalogue

__all__ = ["Catalogue", "load_catalogue"]
