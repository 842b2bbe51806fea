"""Markdown as safe HTML for our pages."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import nh3
from django.urls import reverse
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
_TAGS = {
    "p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "table", "thead", "tbody", "tr", "th", "td",
    "blockquote", "code", "pre", "br", "hr", "img",
}  # fmt: skip
_MARK = re.compile(r"picture:([\w-]+)")
_LOWEST = 4


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a page: how a text names it, where it is, what it shows."""

    name: str
    href: str
    alt: str

    @property
    def mark(self) -> str:
        """How a text shows it."""
        return f"![{self.alt}](picture:{self.name})"


def pictures_of(files: Iterable[Mapping[str, str]]) -> dict[str, Picture]:
    """The pictures among the files of a version, by the name that a text calls them: those that say what they show."""
    found: dict[str, Picture] = {}
    for each in files:
        if each.get("alt"):
            name = slugify(each["name"].rpartition(".")[0]) or "picture"
            name = name if name not in found else f"{name}-{len(found) + 1}"
            href = reverse("library:file", args=[each["file"], each["name"]])
            found[name] = Picture(name, href, each["alt"])
    return found


def named_in(texts: Iterable[str]) -> set[str]:
    """Names of pictures that texts show."""
    return {name for text in texts for name in _MARK.findall(text)}


def from_markdown(text: str, pictures: Mapping[str, Picture] | None = None, *, highest: int = 2) -> Markup:
    """Markdown as safe HTML. Headings begin at `highest`; scripts, styles and odd links are dropped.

    Pictures are only those of the page itself: of any other, what it shows stays as words.
    """
    tokens = _markdown.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(max(int(token.tag[1]), highest), _LOWEST)}"
        elif token.type == "inline" and token.children:
            token.children = [_own_picture(child, pictures or {}) for child in token.children]
    clean = nh3.clean(
        _markdown.renderer.render(tokens, _markdown.options, {}), tags=_TAGS,
        attributes={"a": {"href"}, "img": {"src", "alt"}}, url_schemes={"http", "https", "mailto"}, link_rel="noopener",
    )  # fmt: skip
    return Markup(_wide_tables(clean))  # noqa: S704 -- cleaned on the line above


def _own_picture(token: Token, pictures: Mapping[str, Picture]) -> Token:
    if token.type != "image":
        return token
    found = _MARK.fullmatch(str(token.attrs.get("src", "")))
    picture = pictures.get(found[1]) if found else None
    if picture is None:
        return Token("text", "", 0, content=token.content)
    token.attrs["src"] = picture.href
    if not token.content.strip():
        token.children = [Token("text", "", 0, content=picture.alt)]
    return token


def _wide_tables(html: str) -> str:
    """A table scrolls by itself on a narrow screen, also by keyboard."""
    number = 0

    def around(_: re.Match[str]) -> str:
        nonlocal number
        number += 1
        place = f'<div class="fp-wide" role="region" aria-label="Table {number}" tabindex="0">'
        return f'{place}<table class="nhsuk-table">'

    return re.sub("<table>", around, html).replace("</table>", "</table></div>")
