"""Which addresses the platform may call on behalf of others: public ones, and those allowed."""

from collections.abc import Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Network = IPv4Network | IPv6Network

# The only IPv6 addresses of hosts on the internet; and IPv4 addresses as NAT64 writes them.
GLOBAL_UNICAST = ip_network("2000::/3")
NAT64 = ip_network("64:ff9b::/96")
# Azure's host answers virtual machines here, though the address is a public one.
AZURE_HOST = IPv4Address("168.63.129.16")


def parse(text: str) -> tuple[Network, ...]:
    """Networks separated by commas or blanks. Raises ValueError for what is none."""
    return tuple(ip_network(part) for part in text.replace(",", " ").split())


def may_call(address: str, allowed: Iterable[Network] = ()) -> bool:
    """Whether a numeric address is on the internet, or in one of these networks."""
    try:
        found = plain(ip_address(address))
    except ValueError:
        return False
    return is_public(found) or any(found in network for network in allowed)


def plain(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one stands for, where a gateway or the kernel takes it so."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def is_public(address: IPv4Address | IPv6Address) -> bool:
    if address == AZURE_HOST or address.is_multicast or not address.is_global:
        return False
    if isinstance(address, IPv6Address):
        return address in GLOBAL_UNICAST and address.teredo is None
    return True
