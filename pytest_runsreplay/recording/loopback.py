"""Which hosts are this machine: what is sent there does not leave it."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

LOCALHOST = "localhost"


def is_loopback(host: str) -> bool:
    """Whether a host is this machine: 127.0.0.0/8, ::1, localhost, or no host in particular, as servers listen on."""
    address = numeric(host)
    if address is None:
        return host.lower() in ("", LOCALHOST)
    return address.is_loopback or address.is_unspecified


def numeric(host: str) -> IPv4Address | IPv6Address | None:
    """The address that a host is written as; None for a name, which has to be looked up."""
    try:
        address = ip_address(host)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
