"""Scaleway."""

from rempart.clouds.scaleway.family import SCALEWAY
from rempart.tables import Cloud

CLOUD = Cloud((SCALEWAY,))
