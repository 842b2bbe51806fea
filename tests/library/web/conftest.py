"""People at a trust, signed in, and a form filled as they would fill it."""

from typing import Any

import pytest
from django.urls import reverse


@pytest.fixture
def place():
    from tests.library.writers import a_place

    return a_place()


@pytest.fixture
def at():
    """`at("draft", item)`: the address of a page of the library about an item; `at("shelf")`: of one about none."""

    def address(name: str, item: Any = None, **kwargs: Any) -> str:
        if item is not None:
            kwargs = {"public_id": item.public_id} | kwargs
        return reverse(f"library:{name}", kwargs=kwargs)

    return address


@pytest.fixture
def filled(page):
    """`filled(response, title="…")`: what a browser would send from the form on a page, with these boxes changed."""

    def values(response: Any, **changes: Any) -> dict[str, Any]:
        form = page(response).select_one("form#write")
        data: dict[str, Any] = {}
        for box in form.select("input, textarea, select"):
            name, kind = box.get("name"), box.get("type")
            if not name or kind in {"file", "submit"}:
                continue
            if kind in {"checkbox", "radio"} and not box.has_attr("checked"):
                continue
            if box.name == "textarea":
                value = box.text.removeprefix("\n")
            elif box.name == "select":
                value = (box.select_one("option[selected]") or box.select_one("option"))["value"]
            else:
                value = box.get("value", "")
            data.setdefault(name, []).append(value)
        return data | changes

    return values
