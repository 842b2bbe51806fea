"""What stands around every page: names, navigation, banner, and the links in the footer.

Whoever knows the reader puts an object with any of these attributes on `request.page_furniture`. What
it leaves out, and every page drawn without a request, gets the default below: the only place for one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.utils.encoding import iri_to_uri


@dataclass(frozen=True)
class Furniture:
    """Defaults for `request.page_furniture`. Navigation is (text, address, is this the page) for each link."""

    product_name: str = "Fingerpost"
    home_href: str = "/"
    navigation: Sequence[tuple[str, str, bool]] = ()
    # Empty when nobody is signed in.
    signed_in_name: str = ""
    account_href: str = "/account/"
    sign_in_href: str = "/accounts/login/"
    sign_out_href: str = "/accounts/logout/"
    # A line across the top, for a demonstration or a planned pause.
    banner: str = ""
    # Where the small search box in the header goes. Empty: no box.
    search_href: str = ""
    search_name: str = "q"
    search_label: str = "Search everything that is known"
    search_value: str = ""
    help_href: str = "/help/"
    privacy_href: str = "/privacy/"
    accessibility_href: str = "/accessibility/"
    # The reader's organisation, for the footer.
    organisation_name: str = ""
    # An image to stand before the product's name, in place of our own mark.
    logo_src: str = ""
    # Wear the NHS colour and logo.
    identity: bool = False


def furniture(request: HttpRequest | None) -> Furniture:
    """The furniture of this request, with the defaults for what it does not say."""
    given: Any = getattr(request, "page_furniture", None)
    identity = bool(getattr(settings, "FINGERPOST_NHS_IDENTITY", False))
    values: dict[str, Any] = {
        field.name: getattr(given, field.name, identity if field.name == "identity" else field.default)
        for field in fields(Furniture)
    }
    return Furniture(**values)


def page_messages(request: HttpRequest | None) -> list[dict[str, str]]:
    """What the last action wants to say, each with its text and level; read once, then gone."""
    if request is None:
        return []
    return [{"text": str(message), "level": message.level_tag} for message in get_messages(request)]


def sign_in_address(request: HttpRequest | None, href: str) -> str:
    """The sign-in page, which leads back to this one after a GET."""
    if request is None or request.method != "GET" or request.path == href:
        return href
    return f"{href}?next={quote(iri_to_uri(request.get_full_path()), safe='')}"
