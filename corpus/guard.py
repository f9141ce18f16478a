"""Keeps requests away from a department's own network, whatever a name resolves to."""

import socket
from collections.abc import Set
from contextlib import suppress
from ipaddress import IPv6Address, ip_address, ip_network

import httpx

_TRANSLATED = ip_network("64:ff9b::/96")


class PrivateAddress(httpx.TransportError):
    """The host's name leads to a private or loopback address."""


class GuardedTransport(httpx.BaseTransport):
    """Connects only to public addresses; `internal` names the hosts that may be elsewhere.

    A name is resolved once, and the connection made to the very address that was looked at: a name server
    cannot answer the second time with another.
    """

    def __init__(self, internal: Set[str]) -> None:
        self._internal = internal
        # No connection is kept: a kept one would be chosen by its address, not by the name it was made for.
        self._inner = httpx.HTTPTransport(limits=httpx.Limits(max_keepalive_connections=0))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        addresses = _resolve(host)
        if host not in self._internal and not all(map(is_public, addresses)):
            raise PrivateAddress(f"{host} is at {', '.join(addresses)}")
        for address in addresses[:-1]:
            with suppress(httpx.ConnectError, httpx.ConnectTimeout):
                return self._inner.handle_request(_to(address, request))
        return self._inner.handle_request(_to(addresses[-1], request))

    def close(self) -> None:
        self._inner.close()


def is_public(address: str) -> bool:
    """Whether an IP address is one that anybody could reach."""
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        if ip in _TRANSLATED:
            return False
        if inner := ip.ipv4_mapped or ip.sixtofour:
            return inner.is_global
    return ip.is_global and not ip.is_multicast


def _to(address: str, request: httpx.Request) -> httpx.Request:
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": request.url.host},
    )


def _resolve(host: str) -> list[str]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpx.ConnectError(str(error)) from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))
