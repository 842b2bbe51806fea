"""What a page is held to, whoever reads it and however: asked of the browser."""

from pathlib import Path
from typing import Any

AXE = (Path(__file__).resolve().parents[1] / "vendor/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Links with one name that lead to different places, in the main part.
SAME_NAME = """() => {
  const led = new Map();
  for (const link of document.querySelectorAll('main a[href]')) {
    const name = link.getAttribute('aria-label') ?? link.textContent.replace(/\\s+/g, ' ').trim();
    if (!led.has(name)) led.set(name, new Set());
    led.get(name).add(new URL(link.getAttribute('href'), document.baseURI).href);  // also of links in pictures
  }
  return [...led].filter(([name, to]) => to.size > 1).map(([name, to]) => `${name}: ${[...to].join(' | ')}`);
}"""

# Things to press that are smaller than 24 by 24, except in a sentence, drawn by the browser, or with room around them.
SMALL = """() => {
  const found = [];
  for (const e of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    if (!box.width || style.visibility === 'hidden') continue;
    if (e.closest('.nhsuk-u-visually-hidden, .nhsuk-skip-link')) continue;
    if (box.left < -999 || box.height <= 1 || style.opacity === '0') continue;
    if (box.width >= 23.9 && box.height >= 23.9) continue;
    // In a line of text, or alone in its line: the line's height is the room around it.
    const inText = style.display === 'inline' && e.matches('a') &&
      parseFloat(getComputedStyle(e.parentElement).lineHeight) >= 23.9;
    const words = e.parentElement.textContent.trim() !== e.textContent.trim();
    if (inText || (style.display === 'inline' && words)) continue;
    found.push(`${e.outerHTML.slice(0, 90)} ${Math.round(box.width)}x${Math.round(box.height)}`);
  }
  return found;
}"""

# Text that no longer fits where it stands.
CLIPPED = """() => [...document.querySelectorAll('a, p, li, label, legend, h1, h2, h3, button, dt, dd, td, th, span')]
  .filter(e => e.clientHeight > 1 && ['hidden', 'clip'].includes(getComputedStyle(e).overflowY)
    && (e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1)
    && !e.closest('.nhsuk-u-visually-hidden, .nhsuk-skip-link, .fp-facts'))
  .map(e => e.outerHTML.slice(0, 100))"""

# Where the focus is, whether it can be seen, and how it is marked.
FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const box = e.getClientRects()[0] ?? e.getBoundingClientRect(), style = getComputedStyle(e);
  const x = Math.min(Math.max(box.x + box.width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(box.y + Math.min(box.height, innerHeight) / 2, 0), innerHeight - 1);
  const at = document.elementFromPoint(x, y);
  // A mark is a difference: how it looks with the focus and, for a moment, without.
  const look = () => [e, e.nextElementSibling ?? e].flatMap(one => [null, '::before'].map(part => {
    const s = getComputedStyle(one, part);
    return [s.outline, s.boxShadow, s.backgroundColor, s.borderColor, s.borderWidth].join();
  })).join();
  const after = look();
  e.blur();
  const before = look();
  e.focus({preventScroll: true});
  const near = at && (e.contains(at) || at.contains(e) || (e.labels && [...e.labels].some(l => l.contains(at))));
  return {
    what: e.outerHTML.slice(0, 110), id: e.id, tag: e.tagName,
    seen: Boolean(near) && box.bottom > 0 && box.top < innerHeight,
    marked: before !== after,
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
      || parseFloat(getComputedStyle(e.nextElementSibling ?? e, '::before').outlineWidth) > 0,
  };
}"""


def violations(page: Any) -> list[str]:
    """What axe finds against WCAG 2.2 AA and good practice."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    run = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(found => found.violations)"
    return [f"{one['id']}: {node['html'][:140]}" for one in page.evaluate(run, RULES) for node in one["nodes"]]


def sticks_out(page: Any) -> bool:
    """Whether the page can be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def breaches(page: Any) -> list[str]:
    """Everything wrong with the page at its present width."""
    wide = f"at {page.viewport_size['width']}"
    found = [f"{wide}, axe: {one}" for one in violations(page)]
    found += [f"{wide}, same name, other place: {one}" for one in page.evaluate(SAME_NAME)]
    found += [f"{wide}, small: {one}" for one in page.evaluate(SMALL)]
    if sticks_out(page):
        found.append(f"{wide}: it scrolls sideways")
    if (headings := page.locator("h1").count()) != 1:
        found.append(f"{headings} first headings")
    return found
