"""Reads a page as a browser would, and looks for anything in it that could run."""

from typing import Any
from urllib.parse import urlencode

from bs4 import BeautifulSoup
from django.http import HttpResponse

SCRIPT = "<script>alert('got you')</script>\"'><img src=x onerror=alert(1)><svg onload=alert(2)>{{7*7}}"
LEADS = ("href", "src", "action", "formaction", "hx-get", "hx-post", "data", "srcdoc")


def a_page(response: HttpResponse) -> BeautifulSoup:
    """The page, once it is known to be whole: drawn to its end, with one heading, and no error of ours."""
    assert response.status_code < 500, response.status_code
    soup = BeautifulSoup(response.content, "html.parser")
    assert len(soup.select("h1")) == 1, response.content[:500]
    assert "Traceback" not in soup.text
    return soup


def what_could_run(soup: BeautifulSoup) -> list[str]:
    """Every tag, attribute or address that would run something which is not ours."""
    found = [
        str(tag) for tag in soup.select("script") if not str(tag.get("src", "")).startswith("/static/") or tag.text
    ]
    found += [str(tag) for tag in soup.select("iframe, object, embed, base, style, meta[http-equiv], img[src='x']")]
    for tag in soup.find_all(True):
        attributes: dict[str, Any] = tag.attrs
        found += [f"{name}={value}" for name, value in attributes.items() if name.lower().startswith("on")]
        for name in LEADS:
            address = "".join(str(attributes.get(name, "")).split()).lower()
            if address.startswith(("javascript:", "vbscript:")) or (address.startswith("data:") and tag.name != "img"):
                found.append(f"{name}={address}")
    return found


def error_of(soup: BeautifulSoup) -> str:
    """What the page says is wrong, in its summary at the top."""
    summary = soup.select_one(".nhsuk-error-summary")
    return " ".join(summary.text.split()) if summary else ""


def as_sent(fields: dict[str, Any]) -> str:
    """Fields as a browser, or somebody without one, would write them: halves of characters too."""
    return urlencode(fields, doseq=True, errors="surrogatepass")
