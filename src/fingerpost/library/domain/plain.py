"""Markdown as plain text: what search holds and shows."""

from markdown_it import MarkdownIt

_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


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


_SPEAKING = {"text", "code_inline", "softbreak", "hardbreak"}
