"""What may stand in no file of the repository."""

import re

import pytest

from tests.architecture.repository import ROOT, files, name_of, text_of

WRITTEN = (".py", ".jinja", ".html", ".css", ".js", ".md", ".toml", ".sh", ".yml", ".yaml", "Makefile", "run", ".txt")
# Each word is put together here, so that this file does not contain it.
UNFINISHED = [
    "TO" + "DO", "FIX" + "ME", "X" * 3 + ":", "HA" + "CK:", "coming" + " soon", "lorem" + " ipsum",
    "not yet" + " implemented", "under" + " construction", "place" + "holder page",
]  # fmt: skip
REGISTRIES = ["py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "yarn" + "pkg.com"]
MACHINE = re.compile(r"(?<![\w.:/-])/(?:work|root|home/\w+)/")


def lines(*endings: str):
    """(where, line) of all text that we wrote: vendored files are others' words."""
    for path in files(*endings):
        name = name_of(path)
        if "/vendor/" in f"/{name}" or name.startswith("tests/architecture/test_repository"):
            continue
        for number, line in enumerate(text_of(path).splitlines(), 1):
            yield f"{name}:{number}", line


def test_no_file_names_a_place_on_one_machine():
    assert [where for where, line in lines() if MACHINE.search(line)] == []


def test_no_file_names_a_package_registry():
    assert [where for where, line in lines() if any(name in line for name in REGISTRIES)] == []


def test_nothing_is_left_unfinished():
    words = [word.lower() if " " in word else word for word in UNFINISHED]
    found = [
        f"{where} {word}" for where, line in lines(*WRITTEN) for word in words
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", line.lower() if " " in word else line)
    ]  # fmt: skip

    assert found == []


def test_whoever_silences_a_rule_says_why():
    silenced = re.compile(r"#\s*noqa(?!: [A-Z]+[0-9]+(, [A-Z]+[0-9]+)* -- \S)")

    assert [where for where, line in lines(".py") if silenced.search(line) and "re.compile" not in line] == []


def test_no_module_is_called_by_what_says_nothing():
    empty_words = {"utils", "helpers", "common", "misc", "util", "helper"}

    assert [name_of(path) for path in files(".py") if set(path.with_suffix("").parts) & empty_words] == []


def test_no_file_is_large_by_accident():
    # The largest that belongs here is the design system's style sheet; data and models do not.
    assert [name_of(path) for path in files() if path.stat().st_size > 1_500_000] == []


def test_the_settings_module_is_read_by_django_alone():
    module = r"fingerpost\.config"
    banned = re.compile(rf"^\s*(from {module} import .*\bsettings\b|(from|import) {module}\.settings)")

    assert [where for where, line in lines(".py") if banned.search(line)] == []


@pytest.mark.parametrize("name", ["README.md", "Makefile", ".ci/run"])
def test_a_newcomer_finds_where_to_begin(name):
    assert (ROOT / name).is_file()
