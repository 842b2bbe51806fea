"""Draws a template, a page or a form as a browser would get it."""

from typing import Any

from bs4 import BeautifulSoup
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory

HEAD = '{% import "ui/parts.jinja" as parts %}'


def draw(source: str, request: HttpRequest | None = None, **context: Any) -> BeautifulSoup:
    """What this template source draws."""
    return BeautifulSoup(engines["jinja2"].from_string(HEAD + source).render(context, request), "html.parser")


def draw_page(body: str = "", request: HttpRequest | None = None, **context: Any) -> BeautifulSoup:
    """A whole page with this content block."""
    source = f'{{% extends "ui/page.jinja" %}}{HEAD}{{% block content %}}{body}{{% endblock %}}'
    found = (
        engines["jinja2"]
        .from_string(source)
        .render({"page_title": "Falls on wards"} | context, request or get("/falls/"))
    )
    return BeautifulSoup(found, "html.parser")


def get(path: str = "/", **attributes: Any) -> HttpRequest:
    """A GET request that carries these attributes, as middleware would set them."""
    request = RequestFactory().get(path)
    request._messages = []
    for name, value in attributes.items():
        setattr(request, name, value)
    return request
