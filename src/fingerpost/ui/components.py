"""The NHS design system as functions: `nhs.button(text="Save")` draws the published macro.

The macros read parameters that nobody gave, so they need an environment in which a missing name is
quietly empty. Our own templates must not have that: there a misspelt name has to fail. Hence a second,
lenient environment that holds the macros and nothing else.

Parameters keep the names of the NHS manual (`errorMessage`, `idPrefix`, `classes`).
"""

import re
from functools import cache
from typing import Any

from jinja2 import ChainableUndefined, Environment, PackageLoader
from jinja2.runtime import Macro
from markupsafe import Markup

_lenient = Environment(
    loader=PackageLoader("nhsuk_frontend_jinja"), undefined=ChainableUndefined, autoescape=True, auto_reload=False
)


@cache
def _macro(component: str) -> Macro:
    """The one macro in a component's folder; it does not always carry the folder's name."""
    module = _lenient.get_template(f"nhsuk/components/{component.replace('_', '-')}/macro.jinja").module
    [macro] = [value for value in vars(module).values() if isinstance(value, Macro)]
    return macro


@cache
def component_names() -> tuple[str, ...]:
    """Every component of the design system, in the spelling that `nhs` takes: `back_link`, `tables`."""
    found = (re.fullmatch(r"nhsuk/components/([\w-]+)/macro\.jinja", name) for name in _lenient.list_templates())
    return tuple(sorted(match[1].replace("-", "_") for match in found if match))


@cache
def nhs_logo() -> Markup:
    """The NHS logo as SVG. For services entitled to it: see the setting FINGERPOST_NHS_IDENTITY."""
    drawn = str(_macro("header")({}))
    logo = re.search(r"<svg class=\"nhsuk-header__logo\".*?</svg>", drawn, re.DOTALL)
    if logo is None:
        raise LookupError("The header of the design system no longer draws a logo.")
    return Markup(logo[0])  # noqa: S704 -- drawn by a macro that escapes


class _Component:
    """One component, ready to be called from a template, also with `{% call %}`."""

    def __init__(self, name: str) -> None:
        self.macro = _macro(name)

    def __call__(self, **parameters: Any) -> Markup:
        caller = parameters.pop("caller", None)
        drawn = self.macro(parameters, caller=caller) if caller else self.macro(parameters)
        return Markup(drawn)  # noqa: S704 -- drawn by a macro that escapes


class Components:
    """The namespace `nhs`. An unknown component is an AttributeError, not an empty space."""

    def __getattr__(self, name: str) -> _Component:
        if name not in component_names():
            raise AttributeError(f"The NHS design system has no component called {name!r}")
        component = _Component(name)
        setattr(self, name, component)
        return component


nhs = Components()
