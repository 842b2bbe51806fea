"""The template environment: strict names, and what every template may use.

Globals: nhs, field, error_list, static, url, words, furniture, page_messages, sign_in_address, nhs_logo,
title_of, link_items, road_picture. Filters: date_words, clock_time, full_date, number, plural, sentence, file_size.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import urlencode
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from fingerpost.ui import formats
from fingerpost.ui.components import nhs, nhs_logo
from fingerpost.ui.forms.drawing import draw_field, error_list
from fingerpost.ui.furniture import Furniture, furniture, page_messages, sign_in_address
from fingerpost.ui.pictures.road import Road, draw
from fingerpost.ui.wording import words


def url(name: str, /, *args: Any, query: Mapping[str, Any] | None = None, **kwargs: Any) -> str:
    """The address of a named page. In `query` a list repeats its name; None and empty text are left out."""
    address = reverse(name, args=args or None, kwargs=kwargs or None)
    kept = {key: value for key, value in (query or {}).items() if value is not None and value != ""}
    return f"{address}?{urlencode(kept, doseq=True)}" if kept else address


def title_of(page_title: str, page: Furniture, problems: Iterable[object]) -> str:
    """What the browser's tab says: a page with mistakes to mend says so first."""
    return f"{'Error: ' if list(problems) else ''}{page_title} – {page.product_name}"


def link_items(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """(text, address) pairs in the shape that the NHS macros take."""
    return [{"text": text, "href": href} for text, href in pairs]


def road_picture(road: Road, layout: str) -> Markup:
    """A road as inline SVG, "wide" or "narrow". On a page use the macro in `ui/road.jinja`, which adds the list."""
    return Markup(draw(road, layout))  # noqa: S704 -- made by an XML library that escapes


def environment(**options: Any) -> Environment:
    """Django's Jinja2 backend calls this with its own options; a name nobody set is an error."""
    options["undefined"] = StrictUndefined
    made = Environment(**options)  # noqa: S701 -- Django's backend passes autoescape=True
    made.globals.update(
        nhs=nhs,
        nhs_logo=nhs_logo,
        field=draw_field,
        error_list=error_list,
        static=static,
        url=url,
        words=words,
        furniture=furniture,
        page_messages=page_messages,
        sign_in_address=sign_in_address,
        title_of=title_of,
        link_items=link_items,
        road_picture=road_picture,
    )
    made.filters.update(
        date_words=formats.date_words,
        clock_time=formats.clock_time,
        full_date=formats.full_date,
        number=formats.number,
        plural=formats.plural,
        sentence=formats.sentence,
        file_size=formats.file_size,
    )
    return made
