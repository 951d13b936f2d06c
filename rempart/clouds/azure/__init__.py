"""Microsoft Azure."""

from rempart.clouds.azure.family import AZURE, AZURE_NATIVE
from rempart.tables import Cloud

CLOUD = Cloud((AZURE, AZURE_NATIVE))
