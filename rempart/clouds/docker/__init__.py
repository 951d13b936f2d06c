"""Docker."""

from rempart.clouds.docker.family import DOCKER
from rempart.tables import Cloud

CLOUD = Cloud((DOCKER,))
