"""What happens around each request: a log line, the reader, and the second factor."""

import time
import traceback
import uuid
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

import structlog
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from fingerpost.organisations.domain.queries import is_demonstration, organisation_name
from fingerpost.organisations.domain.wording import words_for
from fingerpost.organisations.readers import reader_for
from fingerpost.ui import wording

log = structlog.get_logger("fingerpost.request")
Answer = Callable[[HttpRequest], HttpResponse]
# What somebody must reach who has yet to set up a second step.
_OPEN_WITHOUT_SECOND_STEP = frozenset(
    {
        "account_login", "account_logout", "account_reauthenticate", "account_email_verification_sent",
        "account_confirm_email", "account_set_password", "account_change_password", "organisations:privacy",
        "hub:help", "hub:accessibility", "hub:healthz", "hub:readyz",
    }
)  # fmt: skip


class RequestLogMiddleware:
    """One line a request. It names the path but never the query, which may hold a question."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then write the line."""
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

    def process_exception(self, request: HttpRequest, problem: Exception) -> None:
        """Write down where it broke. Not the message: it may quote what somebody typed."""
        if isinstance(problem, Http404 | PermissionDenied):
            return
        frames = traceback.extract_tb(problem.__traceback__)[-6:]
        log.error(
            "broken", path=request.path, problem=type(problem).__name__,
            at=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
        )  # fmt: skip


class ReaderMiddleware:
    """Gives each request its reader: `request.reader`, worked out when first asked for."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the reader at hand."""
        request.reader = SimpleLazyObject(lambda: reader_for(request.user))
        return self.answer(request)


class SecondFactorMiddleware:
    """Sends whoever can change much to set up a second step before anything else.

    Whoever gave a code in this session costs nothing; everyone else is looked at once a request. People
    of a demonstration need none: their sign-ins are told to everyone.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; the choice is made once the page is known."""
        return self.answer(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        """Let the request through, or lead elsewhere."""
        name = request.resolver_match.view_name or ""
        if name.startswith("mfa_") or name in _OPEN_WITHOUT_SECOND_STEP or not request.user.is_authenticated:
            return None
        if any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user)):
            return None
        if request.user.is_demonstration or not request.reader.needs_second_factor:
            return None
        if Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).exists():
            return None
        return redirect("mfa_index")


class FurnitureMiddleware:
    """Puts what stands around a page on the request, and the reader's own words in place of the plain ones.

    Both are worked out only when a page is drawn: a download, a redirect or a health check costs no query.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with furniture and words at hand."""
        request.page_furniture = PageFurniture(request)
        # `use_words` would read them all at once; set here, they are read when a page asks for the first.
        before = wording._own.set(OwnWords(request))
        try:
            return self.answer(request)
        finally:
            wording._own.reset(before)


class OwnWords(Mapping[str, str]):
    """The words of the reader's organisation, read when a page first asks for one."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def _words(self) -> dict[str, str]:
        return words_for(self._request.reader)

    def __getitem__(self, key: str) -> str:
        return self._words[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)


class PageFurniture:
    """What ui's page asks of `request.page_furniture`; see fingerpost.ui.furniture for each name."""

    product_name = "Fingerpost"

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def _signed_in(self) -> bool:
        return bool(self._request.user.is_authenticated)

    @property
    def home_href(self) -> str:
        """The front page."""
        return reverse("hub:home")

    @property
    def signed_in_name(self) -> str:
        """The person's name, '' for strangers."""
        return str(self._request.user) if self._signed_in else ""

    @property
    def account_href(self) -> str:
        """Where one's own name leads."""
        return reverse("organisations:account")

    @property
    def sign_in_href(self) -> str:
        """The sign-in page."""
        return reverse("account_login")

    @property
    def sign_out_href(self) -> str:
        """Where the button "Sign out" posts to."""
        return reverse("account_logout")

    @property
    def privacy_href(self) -> str:
        """One's own page when signed in, else what we do with what people tell us."""
        return reverse("organisations:privacy_mine" if self._signed_in else "organisations:privacy")

    @property
    def help_href(self) -> str:
        """Help, in the same place on every page."""
        return reverse("hub:help")

    @property
    def accessibility_href(self) -> str:
        """The accessibility statement."""
        return reverse("hub:accessibility")

    @property
    def organisation_name(self) -> str:
        """Where the reader works, for the footer."""
        return organisation_name(self._request.reader.organisations)

    @property
    def banner(self) -> str:
        """A line across every page of a demonstration."""
        shown = self._request.user.is_demonstration if self._signed_in else demonstration.is_here()
        return "This is a demonstration. The people, places and stories in it are made up." if shown else ""

    @property
    def navigation(self) -> list[tuple[str, str, bool]]:
        """Where this reader can go: text, address, and whether they are there."""
        names = [("Search", "hub:home"), ("Library", "library:shelf")]
        if self._signed_in:
            names += [("Questions", "roads:question_list"), ("Decisions", "decisions:decision_list")]
            if self._request.reader.services:
                names.append(("Bring in papers", "library:import_list"))
            if self._request.reader.administers:
                names.append(("Organisation", "organisations:organisation_list"))
            if self._request.user.is_demonstration or self._request.reader.administers:
                names.append(("E-mails", "notifications:outbox_list"))
        links = [(text, reverse(name)) for text, name in names]
        here = max((href for _, href in links if self._is_here(href)), key=len, default="")
        return [(text, href, href == here) for text, href in links]

    def _is_here(self, href: str) -> bool:
        return self._request.path == href or (href != "/" and self._request.path.startswith(href))


class Demonstration:
    """Whether this site is a demonstration, looked up at most once a minute in each process."""

    SECONDS = 60

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Look again at the next request."""
        self._known, self._until = False, 0.0

    def is_here(self) -> bool:
        """Yes as soon as one demonstration person exists: a demonstration never stands beside real people."""
        if time.monotonic() >= self._until:
            self._known, self._until = is_demonstration(), time.monotonic() + self.SECONDS
        return self._known


demonstration = Demonstration()
