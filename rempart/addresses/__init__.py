"""Hosts, URLs, IP networks, images, object-store URLs, connection strings, mail addresses: the only parser of each.

Nothing here asks the network, and nothing here raises: a text that holds no address gives none.
"""

from rempart.addresses.buckets import (
    BUCKET_SCHEMES,
    DEFAULT_HOSTS,
    ENDPOINT_PARAMETERS,
    STORE_SCHEMES,
    Store,
    arn_host,
    bucket_host,
    is_bucket,
    read_store,
)
from rempart.addresses.connections import servers_of
from rempart.addresses.hosts import host_of, hosts_of, scheme_of
from rempart.addresses.images import registry_of
from rempart.addresses.mail import MailAddress, mail_addresses
from rempart.addresses.names import (
    is_file_like,
    is_local_name,
    is_member_like,
    is_package_like,
    is_public_name,
    is_reserved_name,
    top_level_domains,
)
from rempart.addresses.networks import ip_addresses, is_local_address, is_network, is_plainly_private, kind_of_address
from rempart.addresses.queries import parameters_of, values_of
from rempart.addresses.ranges import Network, is_public_network, lies_in, network_of
from rempart.addresses.schemes import is_database_scheme, is_mail_scheme, is_storage_scheme, purpose_of_scheme
from rempart.addresses.urls import bare_host, is_concatenated, urls
from rempart.addresses.words import word_set
from rempart.model.address import RUN_TIME, Host, HostKind

__all__ = [
    "BUCKET_SCHEMES",
    "DEFAULT_HOSTS",
    "ENDPOINT_PARAMETERS",
    "RUN_TIME",
    "STORE_SCHEMES",
    "Host",
    "HostKind",
    "MailAddress",
    "Network",
    "Store",
    "arn_host",
    "bare_host",
    "bucket_host",
    "host_of",
    "hosts_of",
    "ip_addresses",
    "is_bucket",
    "is_concatenated",
    "is_database_scheme",
    "is_file_like",
    "is_local_address",
    "is_local_name",
    "is_mail_scheme",
    "is_member_like",
    "is_network",
    "is_package_like",
    "is_plainly_private",
    "is_public_name",
    "is_public_network",
    "is_reserved_name",
    "is_storage_scheme",
    "kind_of_address",
    "lies_in",
    "mail_addresses",
    "network_of",
    "parameters_of",
    "purpose_of_scheme",
    "read_store",
    "registry_of",
    "scheme_of",
    "servers_of",
    "top_level_domains",
    "urls",
    "values_of",
    "word_set",
]
