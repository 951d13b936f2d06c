"""OpenStack, whoever runs it."""

from rempart.clouds.openstack.company import OpenStack
from rempart.clouds.openstack.comparison import COMPARISON
from rempart.clouds.openstack.family import OPENSTACK
from rempart.clouds.openstack.identity import IDENTITY
from rempart.tables import Cloud

CLOUD = Cloud((OPENSTACK,), IDENTITY, COMPARISON, OpenStack)
