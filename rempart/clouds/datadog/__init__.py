"""Datadog."""

from rempart.clouds.datadog.family import DATADOG
from rempart.tables import Cloud

CLOUD = Cloud((DATADOG,))
