"""Reads what exists in a project of an OpenStack cloud, and changes nothing.

openstacksdk finds the cloud, signs in and keeps the token fresh; every other request is a GET or a HEAD to an endpoint
of the service catalogue. One module per service says what it lists and what that is to Pulumi's provider.
"""

from rempart.inputs.openstack_live.scan import ScanOptions, scan_openstack

__all__ = ["ScanOptions", "scan_openstack"]
