"""Google Cloud, and whoever runs its technology."""

from rempart.clouds.gcp.family import GCP
from rempart.tables import Cloud

CLOUD = Cloud((GCP,))
