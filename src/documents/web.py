"""The words of a web page: what a person would read, without script, style or what is hidden."""

from collections.abc import Iterator
from pathlib import Path

from lxml import etree, html

from documents.encoding import decoded
from documents.text import parts, tidy

# Nothing in these is meant to be read.
_UNREAD = {"script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "math", "select", "textarea"}
# These begin a line of their own; headings, paragraphs and tables a paragraph.
_PARAGRAPHS = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "dl", "div", "section", "article", "header",
    "footer", "main", "aside", "nav", "blockquote", "pre", "figure", "form", "body", "title", "fieldset", "address",
}  # fmt: skip
_LINES = {"li", "tr", "dt", "dd", "br", "hr", "caption", "figcaption", "option", "legend"}
_DEEPEST = 400  # elements within one another: deeper is no page that a person wrote


def web_parts(path: Path) -> Iterator[str]:
    """A web page in parts of about a page each."""
    yield from parts(tidy(words_of(decoded(path.read_bytes(), declared_in_markup=True))))


def words_of(markup: str) -> str:
    """What a person would read of some HTML. Nothing it names is fetched."""
    if not markup.strip():
        return ""
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8")
    try:
        root = html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return ""
    found: list[str] = []
    _gather(root, found, 0)
    return "".join(found)


def _gather(element: html.HtmlElement, found: list[str], depth: int) -> None:
    """The element's words and those below it, with the line ends that a browser would show."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag in _UNREAD or element.get("hidden") is not None or depth > _DEEPEST:
        return
    around = "\n\n" if tag in _PARAGRAPHS else "\n" if tag in _LINES else " " if tag in {"td", "th"} else ""
    found.append(around)
    if element.text:
        found.append(element.text if tag == "pre" else _in_line(element.text))
    for child in element:
        _gather(child, found, depth + 1)
        if child.tail:
            found.append(_in_line(child.tail))
    found.append(around)


def _in_line(text: str) -> str:
    """Line ends in the source mean a space."""
    return text.replace("\r", " ").replace("\n", " ")
