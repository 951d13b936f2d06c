"""OVHcloud's own API."""

from rempart.clouds.ovh.family import OVH
from rempart.tables import Cloud

CLOUD = Cloud((OVH,))
