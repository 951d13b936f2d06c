"""The connections to one endpoint: kept alive, through the environment's proxy, trusting the right certificates."""

from __future__ import annotations

import socket
import ssl
import urllib.parse
import urllib.request

import urllib3
from urllib3.connection import HTTPConnection
from urllib3.exceptions import LocationParseError
from urllib3.util import Url, make_headers, parse_url

from outscale_provider.client.settings import Settings
from outscale_provider.errors import ConfigurationError

_CONNECTIONS = 64
_SOCKET_OPTIONS = [*HTTPConnection.default_socket_options, (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)]


def open_pool(settings: Settings) -> urllib3.PoolManager:
    """Return the pool for the settings' endpoint; it connects only when used.

    Raises ``ConfigurationError`` for certificates that cannot be read and a proxy that cannot be used.
    """
    endpoint = parse_url(settings.endpoint)
    context = _trust(settings.ca_file) if endpoint.scheme == "https" else None
    proxy = _proxy(endpoint)
    if proxy is None:
        return urllib3.PoolManager(
            maxsize=_CONNECTIONS, retries=False, ssl_context=context, socket_options=_SOCKET_OPTIONS
        )
    return urllib3.ProxyManager(
        Url(proxy.scheme, None, proxy.host, proxy.port).url,
        proxy_headers=_proxy_headers(proxy),
        maxsize=_CONNECTIONS,
        retries=False,
        ssl_context=context,
        socket_options=_SOCKET_OPTIONS,
    )


def _trust(ca_file: str | None) -> ssl.SSLContext:
    """Return what to trust, shared by all connections: reading the system's certificates takes longer than a call."""
    try:
        return ssl.create_default_context(cafile=ca_file)
    except (OSError, ValueError) as error:
        reason = "it holds no certificate in PEM form" if isinstance(error, ssl.SSLError) else "it cannot be read"
        raise ConfigurationError(f"outscale:caFile: {ca_file}: {reason}") from None


def _proxy(endpoint: Url) -> Url | None:
    proxies = urllib.request.getproxies()
    stated = proxies.get(endpoint.scheme or "") or proxies.get("all")
    if not stated or urllib.request.proxy_bypass(endpoint.netloc or ""):
        return None
    name = f"{endpoint.scheme}_proxy".upper()
    try:
        proxy = parse_url(stated if "://" in stated else f"http://{stated}")
    except LocationParseError:
        raise ConfigurationError(f"{name} in the environment is no address of a proxy") from None
    if proxy.scheme not in ("http", "https") or not proxy.host:
        raise ConfigurationError(f"{name} in the environment must name an HTTP proxy; {proxy.scheme} is not supported")
    return proxy


def _proxy_headers(proxy: Url) -> dict[str, str]:
    return dict(make_headers(proxy_basic_auth=urllib.parse.unquote(proxy.auth))) if proxy.auth else {}
