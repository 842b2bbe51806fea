"""Answers 404 to those who may not use a page: they need not know that it is there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from fingerpost.organisations.readers import Reader

View = Callable[..., HttpResponse]


def only_if(may: Callable[[Reader], bool]) -> Callable[[View], View]:
    """Let a view be used only by readers who may."""

    def around(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(request.reader):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return around
