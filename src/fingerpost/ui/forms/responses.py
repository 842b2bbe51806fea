"""What a view answers when a form has mistakes."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def invalid(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """The page again, with its form as it was filled in, and status 422: understood, but not accepted."""
    return render(request, template, dict(context), status=422)
