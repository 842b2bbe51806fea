"""Keeps what somebody typed when their sign-in ran out while they were typing.

The words wait in the session that follows, and only for the person whose form it was: each form carries
a signed mark of its writer. Chosen files cannot be kept; the page says so. Nothing is kept for strangers.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict

from fingerpost.organisations.models import Person

FIELD = "written_by"
MOST = 400_000  # characters; a longer form is not kept
_KEY = "typed_before_sign_in"
_SALT = "library.written_by"
_LONGEST = 7 * 24 * 60 * 60  # seconds that a form may stand open
View = Callable[..., HttpResponse]


def mark_of(person: Person) -> str:
    """The signed mark that a person's form carries."""
    return signing.dumps(person.public_id, salt=_SALT)


def keeps_words(view: View) -> View:
    """Like `login_required`, but what was typed comes back after signing in."""

    @wraps(view)
    def around(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            _keep(request)
        return redirect_to_login(request.get_full_path())

    return around


def typed_before(request: HttpRequest) -> QueryDict | None:
    """What this person had typed on this page when they were signed out, if anything."""
    kept = request.session.get(_KEY)
    if not kept or kept["path"] != request.path or kept["by"] != request.user.public_id:
        return None
    return QueryDict(kept["words"])


def forget(request: HttpRequest) -> None:
    """It is saved now, or no longer wanted."""
    if _KEY in request.session:
        del request.session[_KEY]


def _keep(request: HttpRequest) -> None:
    try:
        by = signing.loads(request.POST.get(FIELD, ""), salt=_SALT, max_age=_LONGEST)
    except signing.BadSignature:
        return
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    words = typed.urlencode()
    if len(words) <= MOST:
        request.session[_KEY] = {"path": request.path, "by": by, "words": words}
