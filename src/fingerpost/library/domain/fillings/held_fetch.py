"""Fetches one page from the open internet, and from nowhere else.

An address comes from a person, and could lead inside our own network: to a device, to a service that trusts
its neighbours, to what a cloud tells its machines. So the name is looked up first, every address it has must be
a public one, and the connection goes to the very address that was looked at: what a name server says a moment
later changes nothing. All of this again after each redirect. No proxy, cookie or password is used.
"""

import ipaddress
import socket
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx

SECONDS = 10.0
MOST_BYTES = 5 * 1024 * 1024
MOST_REDIRECTS = 5
PORTS = {80, 443, 8080, 8443}
_REDIRECTS = {301, 302, 303, 307, 308}
_GONE = {404, 410}
# Not told by `is_global` of every Python: addresses of protocols (clouds answer some of them), and gateways between
# the two kinds of number inside a network. And one that is public by its number, but answered by the cloud's own host.
_INSIDE = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "64:ff9b:1::/48", "168.63.129.16/32")))
_EMBEDS_IPV4 = ipaddress.ip_network("64:ff9b::/96")  # NAT64, RFC 6052
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], list[str]]


class Gone(Exception):
    """The server says that there is no such page (any more)."""


class NotReached(Exception):
    """No answer, or none that we can use. The text says why, in plain words."""


class NotOpen(NotReached):
    """The address is not on the open internet: we do not go there."""


@dataclass(frozen=True, slots=True)
class Page:
    """What was there: at most MOST_BYTES of it, unpacked."""

    content: bytes
    address: str


def look_up(host: str, port: int) -> list[str]:
    """The numeric addresses of a name, as this machine knows them."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise NotReached("Its name is not known.") from problem
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def is_open(address: str) -> bool:
    """Whether a numeric address is one of the open internet."""
    try:
        number = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(number, ipaddress.IPv6Address):
        inner = _embedded(number)
        if inner is not None:
            return _is_open(inner)
        if number.is_site_local:
            return False
    return _is_open(number)


def fetch(address: str, *, resolver: Resolver = look_up, contact: str = "") -> Page:
    """What stands at an address, after at most five redirects, in about ten seconds.

    Raises Gone, NotReached, NotOpen.
    """
    until = time.monotonic() + SECONDS
    sender = f"Fingerpost (checks that documents are still there{'; ' + contact if contact else ''})"
    headers = {"User-Agent": sender, "Accept-Encoding": "identity", "Accept": "text/html,application/pdf,*/*;q=0.5"}
    with httpx.Client(follow_redirects=False, trust_env=False, headers=headers) as client:
        for _ in range(MOST_REDIRECTS + 1):
            url = _checked(address)
            found = _ask(client, url, resolver, until)
            if isinstance(found, Page):
                return found
            address = found
    raise NotReached("It leads from one address to the next, and never arrives.")


def _ask(client: httpx.Client, url: httpx.URL, resolver: Resolver, until: float) -> Page | str:
    """The page, or the address that it leads on to."""
    port = url.port or (443 if url.scheme == "https" else 80)
    numbers = resolver(url.raw_host.decode("ascii").strip("[]"), port)
    if not numbers or not all(map(is_open, numbers)):
        raise NotOpen("Its address is not on the open internet.")
    left = until - time.monotonic()
    if left <= 0:
        raise NotReached("It took too long to answer.")
    request = client.build_request(
        "GET", url.copy_with(host=numbers[0]), headers={"Host": url.netloc.decode("ascii")},
        # The certificate must be the name's, although we connect to a number.
        extensions={"sni_hostname": url.raw_host.decode("ascii"), "timeout": httpx.Timeout(min(left, 5.0)).as_dict()},
    )  # fmt: skip
    try:
        reply = client.send(request, stream=True)
        try:
            if reply.status_code in _REDIRECTS and reply.headers.get("Location"):
                return str(url.join(reply.headers["Location"]))
            _check_status(reply.status_code)
            return Page(_body(reply, until), str(url))
        finally:
            reply.close()
    except httpx.TimeoutException as problem:
        raise NotReached("It took too long to answer.") from problem
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError, zlib.error) as problem:
        raise NotReached("It could not be reached.") from problem


def _checked(address: str) -> httpx.URL:
    try:
        url = httpx.URL(address)
        url.raw_host.decode("ascii")
    except (httpx.InvalidURL, ValueError, TypeError) as problem:
        raise NotReached("Its address is not well formed.") from problem
    if url.scheme not in {"http", "https"} or not url.host or url.userinfo:
        raise NotOpen("Its address is not one that anybody can open.")
    if (url.port or 443) not in PORTS:
        raise NotOpen("Its address is not on the open internet.")
    return url


def _check_status(code: int) -> None:
    if code in _GONE:
        raise Gone
    if code in {401, 403, 407}:
        raise NotReached("It asks for a sign-in.")
    if not 200 <= code < 300:
        raise NotReached(f"It answered with error {code}.")


def _body(reply: httpx.Response, until: float) -> bytes:
    """The first bytes of the body. If it comes packed, though unasked, it is unpacked no further than wanted."""
    coding = reply.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in {"", "identity", "gzip", "deflate"}:
        raise NotReached("It answered in a form that we cannot read.")
    unpacker = zlib.decompressobj(47) if coding in {"gzip", "deflate"} else None
    held = bytearray()
    for block in _blocks(reply, until):
        held += unpacker.decompress(block, MOST_BYTES - len(held)) if unpacker else block
        if len(held) >= MOST_BYTES:
            break
    return bytes(held[:MOST_BYTES])


def _blocks(reply: httpx.Response, until: float) -> Iterator[bytes]:
    for block in reply.iter_raw(64 * 1024):
        if time.monotonic() > until:
            raise NotReached("It took too long to answer.")
        yield block


def _embedded(number: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The older address inside one of the newer form, which a gateway would take out and go to."""
    if number.ipv4_mapped or number.sixtofour:
        return number.ipv4_mapped or number.sixtofour
    if number.teredo:
        return number.teredo[1]
    if number in _EMBEDS_IPV4:
        return ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
    return None


def _is_open(number: Address) -> bool:
    return (
        number.is_global
        and not number.is_multicast
        and not number.is_reserved
        and not number.is_unspecified
        and not any(number in network for network in _INSIDE)
    )
