"""Markdown as plain text: what search holds and shows, and what a reader sees of a text, to compare two of them."""

from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
_SPEAKING = {"text", "code_inline", "softbreak", "hardbreak"}


def plain_text(markdown: str) -> str:
    """The words of a Markdown text without its marks; a heading or a list item ends like a sentence."""
    parts: list[str] = []
    for token in _markdown.parse(markdown):
        if token.type == "inline":
            words = "".join(child.content or " " for child in token.children or () if child.type in _SPEAKING)
            parts.append(words.strip())
        elif token.type in {"fence", "code_block"}:
            parts.append(token.content.strip())
    return "\n".join(part if part.endswith((".", "?", "!", ":", ";")) else f"{part}." for part in parts if part)


def as_read(markdown: str) -> str:
    """A Markdown text as a reader sees it, without its marks: points and numbers of lists, cells of tables, pictures.

    Where a link leads stands behind its words: a reader meets it too, if not with their eyes.
    """
    page = _Page()
    for token in _markdown.parse(markdown):
        page.take(token)
    return page.text


@dataclass
class _Page:
    """A text as it grows. `lists`: those that are open, each with its next number, or None for points."""

    text: str = ""
    lists: list[int | None] = field(default_factory=list)
    cells: list[str] | None = None
    mark: str = ""
    close: bool = False  # the line before belongs to the same list or table

    def take(self, token: Token) -> None:
        """One token of the text."""
        match token.type:
            case "ordered_list_open":
                self.lists.append(int(token.attrs.get("start", 1)))
            case "bullet_list_open":
                self.lists.append(None)
            case "ordered_list_close" | "bullet_list_close":
                self.lists.pop()
                self.close = bool(self.lists)
            case "list_item_open":
                self._begin_item()
            case "tr_open":
                self.cells = []
            case "tr_close":
                self._line(" | ".join(self.cells or ()), close=True)
                self.cells = None
            case "table_close":
                self.close = False
            case "inline" if self.cells is not None:
                self.cells.append(_seen(token))
            case "inline":
                self._line(_seen(token), close=bool(self.lists))
            case "fence" | "code_block":
                self._line(token.content.rstrip("\n"), close=bool(self.lists))

    def _begin_item(self) -> None:
        number = self.lists[-1]
        # A number holds on to its words: else it would pass for a sentence of its own.
        self.mark = "  " * (len(self.lists) - 1) + ("• " if number is None else f"{number}.\u00a0")
        if number is not None:
            self.lists[-1] = number + 1

    def _line(self, words: str, *, close: bool) -> None:
        gap = "" if not self.text else "\n" if self.close and close else "\n\n"
        self.text += gap + self.mark + words
        self.mark, self.close = "", close


def _seen(inline: Token) -> str:
    """The words of one paragraph, heading or cell."""
    words, began, leads_to = "", 0, ""
    for child in inline.children or ():
        match child.type:
            case "text" | "code_inline":
                words += child.content
            case "softbreak":
                words += " "
            case "hardbreak":
                words += "\n"
            case "image":
                words += f"[picture: {child.content}]"
            case "link_open":
                began, leads_to = len(words), str(child.attrs.get("href", ""))
            case "link_close" if leads_to and words[began:] != leads_to:
                words += f" ({leads_to})"
    return words.strip()
