"""The files that came from elsewhere are the ones we took, and fit the templates that we installed."""

import hashlib
import re
from importlib.metadata import version
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
DESIGN = ROOT / "src/fingerpost/ui/static/ui/vendor"
TESTS = ROOT / "tests/vendor"


def listed(folder):
    lines = (folder / "VERSIONS").read_text().splitlines()
    return {name: digest for digest, name in (line.split("  ") for line in lines if "  " in line)}


@pytest.mark.parametrize("folder", [DESIGN, TESTS], ids=["design", "tests"])
def test_every_file_is_listed_and_unchanged(folder):
    there = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "VERSIONS"
    }

    assert listed(folder) == there


def test_templates_and_styles_are_a_pair():
    assert (DESIGN / "VERSIONS").read_text().splitlines()[0] == "nhsuk-frontend 10.6.1"
    assert version("nhsuk-frontend-jinja") == "0.10.2"


def test_styles_reach_for_nothing_outside():
    styles = (DESIGN / "nhsuk-frontend.min.css").read_text()

    assert "@font-face" not in styles
    assert "://" not in styles
    assert all((DESIGN / name).is_file() for name in re.findall(r"url\(([^)]+)\)", styles))


def test_no_source_maps_are_promised():
    assert all("sourceMappingURL" not in path.read_text() for path in DESIGN.glob("nhsuk-frontend.min.*"))


def test_the_nhs_logo_is_not_among_the_files():
    assert [
        path.name
        for path in DESIGN.rglob("*")
        if path.name.startswith(("favicon", "nhsuk-icon-180", "nhsuk-icon-mask"))
    ] == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "src/fingerpost/ui/static/ui").rglob("*.js")), ids=lambda path: path.name
)
def test_scripts_import_only_files_that_are_there(path):
    for name in re.findall(r'from "(\.[^"]+)"', path.read_text()):
        assert (path.parent / name).is_file()


def test_our_static_files_can_be_given_hashed_names(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "fingerpost.config.static.ManifestStorage"}}

    # Extensions of htmx that we do not serve name files that do not exist.
    call_command("collectstatic", "--no-input", "--ignore", "ext", verbosity=0)

    [start] = tmp_path.glob("ui/fingerpost.????????????.js")
    assert re.search(r'from "\./modules/swaps\.[0-9a-f]{12}\.js"', start.read_text())
