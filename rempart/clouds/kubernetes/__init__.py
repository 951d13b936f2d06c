"""Kubernetes, whoever runs the cluster."""

from rempart.clouds.kubernetes.family import KUBERNETES
from rempart.tables import Cloud

CLOUD = Cloud((KUBERNETES,))
