"""Packages that deploy nothing to a cloud: Pulumi's own types, values, commands, dynamic providers."""

from rempart.clouds.plumbing.family import COMMAND, DYNAMIC, PULUMI, VALUES
from rempart.tables import Cloud

CLOUD = Cloud((COMMAND, DYNAMIC, PULUMI, VALUES))
