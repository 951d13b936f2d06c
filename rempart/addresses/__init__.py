"""Hosts, URLs, IP networks, images, object-store URLs: the only parser of each, and nothing that asks the network."""

from rempart.addresses.buckets import BUCKET_SCHEMES, DEFAULT_HOSTS, STORE_SCHEMES, bucket_host, is_bucket
from rempart.addresses.hosts import host_of, hosts_of
from rempart.addresses.images import registry_of
from rempart.addresses.networks import is_local_address, is_local_name
from rempart.addresses.urls import bare_host, is_concatenated, urls
from rempart.model.address import RUN_TIME, Host, HostKind

__all__ = [
    "BUCKET_SCHEMES",
    "DEFAULT_HOSTS",
    "RUN_TIME",
    "STORE_SCHEMES",
    "Host",
    "HostKind",
    "bare_host",
    "bucket_host",
    "host_of",
    "hosts_of",
    "is_bucket",
    "is_concatenated",
    "is_local_address",
    "is_local_name",
    "registry_of",
    "urls",
]
