"""Somebody from a library team who brings files in, and a way to do so as a browser would.

What needs Django is imported late: pytest may read this file before the settings are chosen.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse


@pytest.fixture
def team(db: None) -> Any:
    """A library team that serves a trust."""
    from tests.factories import a_service, a_unit

    return a_service("Wenlow Library", a_unit("Wenlow Trust"))


@pytest.fixture
def librarian(team: Any, client: Any) -> Any:
    """The test client's person: a specialist of that team."""
    from fingerpost.organisations.models import Role
    from tests.factories import a_person

    person = a_person("Lib Rarian", team, role=Role.SPECIALIST)
    client.force_login(person)
    return person


@pytest.fixture
def send(client: Any, librarian: Any, team: Any, settings: Any, tmp_path: Any) -> Callable[..., Any]:
    """`send(bytes, name)`: choose a file on the page and press the button. Gives what came back."""
    settings.HOME = tmp_path

    def choose(content: bytes, name: str = "papers.ris", **more: Any) -> Any:
        file = SimpleUploadedFile(name, content, content_type="application/octet-stream")
        form = {"file": file, "route": "open", "team": str(team.pk)} | more
        return client.post(reverse("library:import_upload"), form)

    return choose


@pytest.fixture
def bring_in(send: Callable[..., Any], client: Any, page: Any) -> Callable[..., tuple[Any, Any]]:
    """`bring_in(bytes, name)`: the same, then let the worker finish. Gives the import and its page."""
    from fingerpost.jobs.domain import work
    from fingerpost.library.models import Import

    def to_the_end(content: bytes, name: str = "papers.ris") -> tuple[Any, Any]:
        response = send(content, name)
        assert response.status_code == 302, page(response).select_one(".nhsuk-error-summary")
        work.run_until_idle("default")
        return Import.objects.get(), page(client.get(response["Location"]))

    return to_the_end
