"""Addresses as identities: one canonical form for all the ways to write the address of one article.

A canonical address is a key, not a link to fetch: folding a mobile host or ``http`` may name a form
that the site redirects. Two different articles never fold into one. That rules out what needs to
know the site: ``/print/<id>`` (the article stands elsewhere), ``.amp`` in place of another ending,
``?m=1`` (mobile on one site, a month on another), ``?id=``, ``?cid=``, ``?sid=`` and ``?ref=`` (often
the article's own number). Site files say such things.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import SplitResult, quote, urlsplit

if TYPE_CHECKING:
    import tldextract

MIRROR_LABELS = frozenset({"www", "m", "mobile", "amp", "wap"})
"""Labels before the registrable domain under which a site serves the same articles again."""

MIRROR_PARAMETERS = {
    "amp": r"|1|true|yes|y",
    "_amp": r"|1|true|yes",
    "outputtype": r"amp",
    "mobile": r"|1|true|yes|y",
    "display": r"mobile|print",
    "view": r"mobile|print",
    "print": r"|1|true|yes|y|print",
    "printable": r"|1|true|yes|y",
    "print_version": r"|1|true|yes|y",
    "printerfriendly": r"|1|true|yes|y",
    "tmpl": r"component",
}
"""Query parameters (lower case) and the values that ask for another dress of the same article."""

MIRROR_PATHS = (
    (re.compile(r"(?<=[^/])/(?:amp|print)$", re.IGNORECASE), ""),
    (re.compile(r"^/amp(?=/[^/])", re.IGNORECASE), ""),
    (re.compile(r"(?<=[^/])\.amp$", re.IGNORECASE), ""),
    (re.compile(r"(?<=[^/])\.amp(?=\.s?html?$)", re.IGNORECASE), ""),
)
"""Path forms of AMP and print mirrors: ``/a/amp``, ``/amp/a``, ``/a.amp``, ``/a.amp.html``, ``/a/print``."""

TRACKING_PREFIXES = (
    *("utm_", "mtm_", "piwik_", "matomo_", "itm_", "vero_", "oly_", "hsa_", "_hs", "__hs", "fb_action"),
    *("fb_comment", "guce_", "at_campaign", "at_medium", "wt_mc", "wt.mc", "_openstat", "aspsessionid"),
    *("pk_campaign", "pk_kwd", "pk_source", "pk_medium", "vn_source", "vn_medium", "vn_campaign"),
)
"""Beginnings of parameter names (lower case) that record where a reader came from."""

TRACKING_NAMES = frozenset(
    (
        *("fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid"),
        *("ttclid", "li_fat_id", "igsh", "igshid", "mibextid", "sfnsn", "fb_ref", "fb_source", "epik"),
        *("_ga", "_gl", "_gac", "_ke", "mc_cid", "mc_eid", "mkt_tok", "xtor", "zarsrc", "gidzl", "zanpid"),
        *("guccounter", "__twitter_impression", "ref_src", "ref_url", "referrer", "referer", "spm"),
        *("ocid", "ncid", "cmpid", "s_cid", "phpsessid", "jsessionid", "sessionid", "session_id"),
        *("sessid", "zenid", "oscsid", "cfid", "cftoken"),
    )
)
"""Parameter names (lower case) of click ids and sessions; the article does not depend on them."""

SESSION_VALUES = {"sid": r"[0-9a-f]{32}"}
"""Names that are sessions only with such a value: with another one they number the article."""

_SESSION_IN_PATH = re.compile(
    r";(?:jsessionid|phpsessid|sessionid)=[^/;]*|/\(S\([^/)]*\)\)(?=/)", re.IGNORECASE
)
_PARAMETERS_IN_PATH = re.compile(r"(?:&[\w.\-]+=[^/&?=]*)+$")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})|%")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = "/%:@!$&'()*+,;=~-._"
_QUERY_SAFE = _PATH_SAFE + "?"
_DEFAULT_PORTS = {"http": 80, "https": 443}
_MAX_REMEMBERED_HOSTS = 65_536


class AddressError(ValueError):
    """The text is not an absolute ``http`` or ``https`` address with a host."""


class _Domain(NamedTuple):
    subdomain: str
    registrable: str  # empty when the host is itself a public suffix


def canonical(url: str) -> str:
    """Return the one form shared by all addresses of this article; applying it twice changes nothing.

    Lower-cases the host, turns ``http`` into ``https`` (unless a port is named: one port speaks one
    protocol), drops credentials, default port, fragment (``#!…`` and ``#/…`` are kept: they can be
    the article), trailing slash, tracking and session parameters, sorts the rest by name, and folds
    the mobile, AMP and print mirrors of the tables above. Raises ``AddressError``.
    """
    try:
        parts = _split(url)
        host = _fold_host(_host(parts))
        path = _fold_path(parts.path)
        query = "&".join(sorted(_kept(_pieces(_quote(parts.query, _QUERY_SAFE))), key=_name))
        fragment = _quote(parts.fragment, _QUERY_SAFE) if parts.fragment.startswith(("!", "/")) else ""
    except UnicodeEncodeError as error:
        raise AddressError(f"not an address: {url!r} (lone surrogate)") from error
    origin = _origin(parts, host)
    return f"{origin}{path}{'?' + query if query else ''}{'#' + fragment if fragment else ''}"


def site(url: str) -> str:
    """Return the registrable domain (``tuoitre.vn``), the publisher's identity; never asks the network.

    Follows the public suffix list bundled with tldextract, private part included (each blog of a
    blog host is a site). An IP address and a bare host name stand for themselves; under an unknown
    top-level domain the last two labels count. Raises ``AddressError``.
    """
    host = _host(_split(url))
    return host if _is_ip(host) else _domain(host).registrable or host


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url.strip())
        parts.port  # noqa: B018 - the property raises on a port out of range
    except ValueError as error:
        raise AddressError(f"not an address: {url!r} ({error})") from error
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise AddressError(f"not an absolute http(s) address: {url!r}")
    return parts


def _host(parts: SplitResult) -> str:
    """The host in lower case, without the root dot, in ASCII (IDNA)."""
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii():
        host = _to_ascii(host)
    if not host or host.startswith(".") or ".." in host or re.search(r"[\s<>\"%\[\]\\^`{|}]", host):
        raise AddressError(f"not a host name: {parts.netloc!r}")
    return host


def _to_ascii(host: str) -> str:
    import idna  # costs 40 ms; nearly no address needs it  # noqa: PLC0415

    try:
        return idna.encode(host, uts46=True).decode("ascii").rstrip(".")
    except idna.IDNAError as error:
        raise AddressError(f"not a host name: {host!r}") from error


def _origin(parts: SplitResult, host: str) -> str:
    shown = f"[{host}]" if ":" in host else host
    if parts.port is None or parts.port == _DEFAULT_PORTS[parts.scheme]:
        return f"https://{shown}"
    return f"{parts.scheme}://{shown}:{parts.port}"


def _fold_host(host: str) -> str:
    """Drop mirror labels; ``www.gov.uk`` and ``m.blogspot.com`` keep theirs, being sites of their own."""
    if _is_ip(host):
        return host
    subdomain, registrable = _domain(host)
    if not registrable:
        return host
    kept = [label for label in subdomain.split(".") if label and label not in MIRROR_LABELS]
    return ".".join([*kept, registrable])


def _fold_path(path: str) -> str:
    """Normalise escapes, then fold until nothing changes: one cut may lay bare the next."""
    path = _quote(path, _PATH_SAFE)
    while (folded := _fold_path_once(path)) != path:
        path = folded
    return path or "/"


def _fold_path_once(path: str) -> str:
    """One round. Some systems hang ``&mobile=yes&amp=1`` on the path without a question mark."""
    path = _without_dots(re.sub(r"(?<!:)/{2,}", "/", _SESSION_IN_PATH.sub("", path))).rstrip("/")
    if hung := _PARAMETERS_IN_PATH.search(path):
        path = path[: hung.start()] + "".join(f"&{piece}" for piece in _kept(_pieces(hung.group())))
    for pattern, replacement in MIRROR_PATHS:
        path = pattern.sub(replacement, path)
    return path


def _without_dots(path: str) -> str:
    """Resolve ``.`` and ``..`` segments as RFC 3986 does."""
    resolved: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            if len(resolved) > 1:
                resolved.pop()
        elif segment != ".":
            resolved.append(segment)
    return "/".join(resolved)


def _pieces(query: str) -> list[str]:
    """Split ``a=1&b`` into its pieces; ``&amp;`` is an ampersand that was escaped once too often."""
    pieces = (re.sub(r"^(?:amp;)+", "", piece) for piece in query.split("&"))
    return [piece for piece in pieces if piece]


def _kept(pieces: Iterable[str]) -> list[str]:
    return [piece for piece in pieces if not _is_noise(piece)]


def _name(piece: str) -> str:
    return piece.partition("=")[0]


def _is_noise(piece: str) -> bool:
    """Whether this ``name=value`` records a visit or asks for another dress of the same article."""
    name, _, value = piece.lower().partition("=")
    if name in TRACKING_NAMES or name.startswith(TRACKING_PREFIXES):
        return True
    values = MIRROR_PARAMETERS.get(name) or SESSION_VALUES.get(name)
    return values is not None and re.fullmatch(values, value) is not None


def _quote(text: str, safe: str) -> str:
    """Escape what must be, unescape what need not be, escapes in upper case."""
    return quote(_ESCAPE.sub(_tidy_escape, text), safe=safe)


def _tidy_escape(match: re.Match[str]) -> str:
    if match.group(1) is None:
        return "%25"
    character = chr(int(match.group(1), 16))
    return character if character in _UNRESERVED else match.group().upper()


def _is_ip(host: str) -> bool:
    if ":" not in host and not host[-1:].isdigit():  # a name: to have that refused takes longer than the rest
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=_MAX_REMEMBERED_HOSTS)
def _domain(host: str) -> _Domain:
    found = _suffix_list().extract_str(host)
    if found.suffix:
        return _Domain(found.subdomain, f"{found.domain}.{found.suffix}" if found.domain else "")
    *before, last = host.split(".")
    return _Domain(".".join(before[:-1]), ".".join([*before[-1:], last]))


@cache
def _suffix_list() -> tldextract.TLDExtract:
    """The bundled public suffix list: no download, no cache on disk."""
    import tldextract  # brings requests along: 150 ms  # noqa: PLC0415

    return tldextract.TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)
