"""Which addresses may be spoken to: the guard in front of the one door to the outside."""

import asyncio
import ipaddress
import os
import re
import socket
from collections.abc import Iterable
from typing import Any

import httpcore

NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
WEB_PORTS = (80, 443)
# What the tables of the language do not call internal, or not in all its versions: what only a neighbour answers.
INTERNAL = tuple(
    ipaddress.ip_network(network)
    for network in (
        "168.63.129.16/32",  # what a large cloud answers its machines on
        "192.0.0.0/24",
        "192.88.99.0/24",
        "64:ff9b:1::/48",
        "3fff::/20",
        "fec0::/10",
    )
)
ISATAP = (0x00005EFE, 0x02005EFE)  # then 32 bits of an IPv4 address
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE)


class TransportError(Exception):
    """Base of the failures of the door; says the host, never the query or a header."""


class Forbidden(TransportError):
    """The address is internal, or not http(s). Nothing was sent."""


class Unreachable(TransportError):
    """No connection was made. Nothing was sent."""


def trusted_hosts() -> frozenset[str]:
    """`host:port` pairs the owner allows although they are internal (EARFUL_TRUSTED_HOSTS, comma-separated)."""
    return frozenset(h.strip().lower() for h in os.environ.get("EARFUL_TRUSTED_HOSTS", "").split(",") if h.strip())


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet (not private, loopback, link-local, multicast...)."""
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = _inside(ip)
        if inner is None and (ip.is_reserved or ip.teredo):
            return False
        ip = inner or ip
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or any(ip in network for network in INTERNAL))


def _inside(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address leads to, by any of the ways that are in use."""
    if ip in NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if (int(ip) >> 32) & 0xFFFFFFFF in ISATAP:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour


def is_odd(host: str) -> bool:
    """Whether a host is a number that is written otherwise than addresses are: 0x7f.1, 2130706433, 010.0.0.1."""
    if ":" in host or not NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]):
        return False
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        return True
    return False


class GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Resolves a host itself and connects to the very addresses it has checked.

    It sits below the connection pool, so connections are shared by host name and never by address: two hosts behind
    one address must each show their own certificate. `strangers`: only the web's own ports, and hosts written as usual.
    """

    def __init__(self, trusted: frozenset[str], *, strangers: bool = False) -> None:
        self._trusted = trusted
        self._strangers = strangers
        self._below = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 -- the name is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Open a connection; the addresses of a host are tried in turn. Raises Forbidden, Unreachable."""
        trusted = f"{host}:{port}".lower() in self._trusted
        if self._strangers and not trusted and (port not in WEB_PORTS or is_odd(host)):
            raise Forbidden(f"{host} is not spoken to in this way.")
        addresses = await self._addresses(host, port, timeout)
        trouble: Exception | None = None
        for address in addresses:
            try:
                return await self._below.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                trouble = error
        raise trouble or Unreachable(f"{host} has no address.")

    def trusts(self, host: str, port: int) -> bool:
        """Whether the owner of this house allowed it although it may be internal."""
        return f"{host}:{port}".lower() in self._trusted

    async def call(self, host: str, port: int, patience: float) -> socket.socket:
        """A plain connection; the addresses of a host are tried in turn. Raises Forbidden, Unreachable."""
        if self._strangers and not self.trusts(host, port):
            raise Forbidden(f"{host} is not spoken to in this way.")
        for address in await self._addresses(host, port, patience):
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            made = socket.socket(family, socket.SOCK_STREAM)
            made.setblocking(False)
            try:
                async with asyncio.timeout(patience):
                    await asyncio.get_running_loop().sock_connect(made, (address, port))
            except OSError:  # a time-out is one too; the next address may answer
                made.close()
            except BaseException:
                made.close()
                raise
            else:
                return made
        raise Unreachable(f"{host} cannot be reached.")

    async def _addresses(self, host: str, port: int, limit: float | None) -> list[str]:
        try:
            async with asyncio.timeout(limit):
                found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:  # a time-out is an OSError too
            raise Unreachable(f"{host} has no address.") from error
        addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
        if f"{host}:{port}".lower() not in self._trusted and not all(map(is_public, addresses)):
            raise Forbidden(f"{host} is an internal address; the owner must allow it in EARFUL_TRUSTED_HOSTS.")
        return sorted(addresses, key=lambda address: ":" in address)  # IPv4 first: it works in more places

    async def connect_unix_socket(self, path: str, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        """There are no sockets on this machine to speak to."""
        raise Forbidden(f"{path} is not a web address.")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)
