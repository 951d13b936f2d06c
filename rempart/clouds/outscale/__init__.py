"""Outscale, through its own provider and the Terraform provider that Pulumi bridges."""

from rempart.clouds.outscale.company import Outscale
from rempart.clouds.outscale.comparison import COMPARISON
from rempart.clouds.outscale.family import OUTSCALE
from rempart.clouds.outscale.identity import IDENTITY
from rempart.tables import Cloud

CLOUD = Cloud((OUTSCALE,), IDENTITY, COMPARISON, Outscale)
