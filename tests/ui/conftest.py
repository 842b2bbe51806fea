"""A server of the design alone, for browser tests: no people, no database."""

from collections.abc import Iterator
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest

# What the design itself needs around a request.
MIDDLEWARE = [
    "django.middleware.csrf.CsrfViewMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Say nothing: the test says what matters."""


@pytest.fixture
def design_alone(settings: Any) -> None:
    """Only the design's own addresses and middleware."""
    settings.ROOT_URLCONF = "tests.ui.addresses"
    settings.MIDDLEWARE = MIDDLEWARE


@pytest.fixture
def address(design_alone: None) -> Iterator[str]:
    """Where the design is served."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.wsgi import get_wsgi_application

    server = make_server("127.0.0.1", 0, StaticFilesHandler(get_wsgi_application()), _Server, _Quiet)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
