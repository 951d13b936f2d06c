"""Cloudflare."""

from rempart.clouds.cloudflare.family import CLOUDFLARE
from rempart.tables import Cloud

CLOUD = Cloud((CLOUDFLARE,))
