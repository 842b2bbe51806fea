"""What is damaged, altered or hostile is refused whole, in words, and leaves the home as it was."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from fingerpost.config.carrying import home
from fingerpost.config.carrying.export import export
from fingerpost.config.carrying.restore import restore
from fingerpost.config.commands import main
from fingerpost.jobs.domain import worker
from fingerpost.kernel.errors import RuleBroken
from fingerpost.organisations.models import Person
from tests.carrying import world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    """Where the export of the small library is kept once the first test has made it."""
    return tmp_path_factory.mktemp("small") / "export"


@pytest.fixture
def folder(made_once, tmp_path):
    """An export of the small library, and an empty home to put it in."""
    if not made_once.exists():
        world.fill()
        export(made_once)
        call_command("flush", interactive=False, verbosity=0)
        shutil.rmtree(home.files_folder(), ignore_errors=True)
    shutil.copytree(made_once, tmp_path / "export")
    yield tmp_path / "export"
    shutil.rmtree(home.files_folder(), ignore_errors=True)
    home.finished()


def refused(folder: Path) -> str:
    """What is said about a folder that is not taken. Nothing of it may be in the home."""
    with pytest.raises(RuleBroken) as problem:
        restore(folder)
    assert not home.holds_rows()
    assert not [path for path in home.files_folder().rglob("*") if path.is_file()]
    assert not home.mark_path().exists()
    return str(problem.value)


def alter(folder: Path, table: str, change) -> None:
    """Alter the lines of a table and make the manifest agree, as somebody would who knows how it is made."""
    path = folder / "tables" / f"{table}.jsonl"
    path.write_bytes(change(path.read_bytes()))
    reseal(folder)


def alter_row(folder: Path, table: str, **values) -> None:
    """Alter the first row of a table."""

    def change(content: bytes) -> bytes:
        first, rest = content.split(b"\n", 1)
        row = json.dumps(json.loads(first) | values, sort_keys=True, ensure_ascii=False)
        return row.encode() + b"\n" + rest

    alter(folder, table, change)


def reseal(folder: Path, **more) -> None:
    """Write the manifest anew so that it agrees with what is in the folder."""
    manifest = json.loads((folder / "manifest.json").read_text())
    for table in manifest["tables"].values():
        if (path := folder / table["file"]).is_file():
            content = path.read_bytes()
            table |= {"rows": content.count(b"\n"), "sha256": hashlib.sha256(content).hexdigest()}
    manifest["contents"] = hashlib.sha256((folder / "contents.jsonl").read_bytes()).hexdigest()
    text = json.dumps(manifest | more, sort_keys=True, ensure_ascii=False, indent=2) + "\n"
    (folder / "manifest.json").write_text(text)


def test_the_export_is_taken_as_it_was_made(folder):
    assert restore(folder).people == 3


def test_a_damaged_table_is_named(folder):
    path = folder / "tables" / "records_record.jsonl"
    path.write_bytes(path.read_bytes().replace(b"Falls", b"Balls", 1))

    assert refused(folder).startswith("tables/records_record.jsonl is damaged or was changed.")


def test_a_damaged_file_is_named(folder):
    [path] = folder.rglob("*.pdf")
    path.write_bytes(b"%PDF-1.4 other")

    assert ".pdf is damaged or was changed" in refused(folder)


def test_a_page_that_was_written_on_is_named(folder):
    [path] = (folder / "pages").rglob("*.md")
    path.write_text("Mine")

    assert ".md is damaged or was changed" in refused(folder)


def test_a_missing_table_is_named(folder):
    (folder / "tables" / "library_item.jsonl").unlink()

    assert "tables/library_item.jsonl is missing" in refused(folder)


def test_a_missing_original_file_is_named(folder):
    [path] = folder.rglob("*.pdf")
    path.unlink()

    assert ".pdf is missing" in refused(folder)


def test_what_does_not_belong_is_named(folder):
    (folder / "tables" / "auth_user.jsonl").write_text("{}\n")

    assert "tables/auth_user.jsonl does not belong to the export" in refused(folder)


def test_a_link_is_refused_wherever_it_leads(folder):
    path = folder / "tables" / "library_item.jsonl"
    path.rename(folder.parent / "elsewhere.jsonl")
    path.symlink_to(folder.parent / "elsewhere.jsonl")

    assert "is a link" in refused(folder)


def test_a_linked_folder_is_refused(folder):
    (folder / "files").rename(folder.parent / "files")
    (folder / "files").symlink_to(folder.parent / "files", target_is_directory=True)

    assert "files is a link" in refused(folder)


@pytest.mark.parametrize("path", ["../../secret-key", "/etc/passwd", "files/../../secret-key"])
def test_paths_that_climb_out_are_refused(folder, path):
    with (folder / "contents.jsonl").open("a") as file:
        file.write(json.dumps({"path": path, "bytes": 1, "sha256": "0" * 64}, sort_keys=True) + "\n")
    reseal(folder)

    assert f"{path} is missing" in refused(folder)


def test_a_stored_file_with_a_path_for_a_checksum_is_refused(folder):
    alter_row(folder, "files_storedfile", sha256="../" * 20 + "tmp")

    assert "no checksum" in refused(folder)


def test_a_table_that_lies_elsewhere_is_refused(folder):
    tables = json.loads((folder / "manifest.json").read_text())["tables"]
    tables["library.Item"]["file"] = "../library_item.jsonl"
    reseal(folder, tables=tables)

    assert "library.Item" in refused(folder)


@pytest.mark.parametrize("name", ["auth.Permission", "mfa.Authenticator", "nowhere.Nothing"])
def test_an_unknown_table_is_refused(folder, name):
    tables = json.loads((folder / "manifest.json").read_text())["tables"]
    tables[name] = {"file": "tables/x.jsonl", "rows": 0, "sha256": "0" * 64}
    reseal(folder, tables=tables)

    assert f"does not know: {name}" in refused(folder)


def test_an_export_with_other_tables_names_both_versions(folder):
    as_of = json.loads((folder / "manifest.json").read_text())["tables_as_of"]
    reseal(folder, version="9.9", tables_as_of=as_of | {"library": "0099_later"})

    said = refused(folder)
    assert "made by version 9.9" in said
    assert "Restore it with the version that made it" in said


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("organisations_person", {"is_active": "yes"}),
        ("organisations_person", {"id": "1"}),
        ("organisations_person", {"id": True}),
        ("organisations_person", {"id": 2**70}),
        ("organisations_person", {"id": 1.0}),
        ("organisations_person", {"name": None}),
        ("organisations_person", {"name": ["Ada"]}),
        ("organisations_person", {"joined_at": "yesterday"}),
        ("organisations_person", {"joined_at": "2026-01-01"}),
        ("organisations_person", {"password": "pbkdf2_sha256$1$a$b"}),
        ("records_record", {"review_due": 20260101}),
        ("library_readcount", {"times": -1}),
    ],
)
def test_values_of_another_type_are_refused(folder, table, values):
    alter_row(folder, table, **values)

    assert f"tables/{table}.jsonl, line 1" in refused(folder)


@pytest.mark.parametrize(
    "line",
    [
        b"", b"{", b"[]", b"null", b"{}", b'{"id": 1}', b"\xff\xfe", b"[" * 100_000, b'{"id": 1' + b"0" * 5000 + b"}",
    ],
    ids=["empty", "half", "list", "null", "nothing", "too-little", "no-text", "deep", "long-number"],
)  # fmt: skip
def test_lines_that_are_no_rows_are_refused(folder, line):
    alter(folder, "library_takenback", lambda content: line + b"\n")

    assert "tables/library_takenback.jsonl, line 1" in refused(folder)


@pytest.mark.parametrize(
    "line",
    [
        b'{"id": 1, "pmid": 99, "pmid": 98}', b'{"id": 1, "pmid": NaN}', b'{"id": 1,"pmid": 99}',
        b'{"pmid": 99, "id": 1}', b'{"id": 1, "pmid": 99} ', b'{"id": 1, "pmid": 1e2}',
    ],
    ids=["doubled", "not-a-number", "spacing", "order", "tail", "float"],
)  # fmt: skip
def test_lines_in_any_other_form_are_refused(folder, line):
    alter(folder, "library_takenback", lambda content: line + b"\n")

    assert "tables/library_takenback.jsonl, line 1" in refused(folder)


def test_a_last_line_without_its_end_is_refused(folder):
    alter(folder, "library_takenback", lambda content: content.rstrip(b"\n"))

    assert "library_takenback.jsonl" in refused(folder)


def test_the_same_row_twice_is_refused(folder):
    alter(folder, "library_takenback", lambda content: content * 2)

    assert "the database refuses them" in refused(folder)


def test_a_row_that_points_at_nothing_is_refused(folder):
    alter_row(folder, "organisations_membership", person_id=987654)

    assert "point at rows that it does not hold" in refused(folder)


def test_a_row_that_breaks_a_rule_of_its_table_is_refused(folder):
    alter_row(folder, "organisations_person", email="ADA@EXAMPLE.ORG")

    assert "the database refuses them" in refused(folder)


def test_an_altered_history_is_refused(folder):
    alter_row(folder, "journal_change", kind="organisations.unit_closed")

    assert refused(folder).startswith("The history in the export was altered.")


def test_a_history_whose_end_was_cut_off_is_refused(folder):
    alter(folder, "journal_change", lambda content: b"".join(content.splitlines(keepends=True)[:-1]))

    assert refused(folder).startswith("The history in the export was altered.")


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", "[" * 100_000, '{"tables": 3}', '{"tables": {"a": {}}}', "\x00"],
    ids=["empty", "nothing", "list", "null", "deep", "no-tables", "no-table", "zero"],
)  # fmt: skip
def test_a_manifest_that_is_none_is_refused(folder, text):
    (folder / "manifest.json").write_text(text)

    assert refused(folder).startswith("This folder is not an export of Fingerpost")


@pytest.mark.parametrize(
    "values", [{"version": 3}, {"lost": 3}, {"lost": [3]}, {"stream": []}, {"stream": {"position": "1", "seal": ""}},
               {"as_of": None}, {"tables_as_of": 1}, {"format": "other"}, {"more": 1}],
    ids=str,
)  # fmt: skip
def test_a_manifest_with_values_of_another_type_is_refused(folder, values):
    reseal(folder, **values)

    assert refused(folder).startswith("This folder is not an export of Fingerpost")


def test_a_folder_that_is_not_there_is_named(tmp_path):
    assert refused(tmp_path / "nowhere") == "There is no folder called nowhere."


def test_a_home_with_people_in_it_is_refused_and_kept(folder):
    Person.objects.create_user("cai@example.org", "Cai")

    with pytest.raises(RuleBroken, match="needs an empty one"):
        restore(folder)

    assert [person.email for person in Person.objects.all()] == ["cai@example.org"]
    assert not home.mark_path().exists()


def test_a_home_with_files_in_it_is_refused_and_they_are_kept(folder):
    kept = home.files_folder() / "ab" / "cd"
    kept.parent.mkdir(parents=True)
    kept.write_text("Mine")

    with pytest.raises(RuleBroken, match="There are files"):
        restore(folder)

    assert kept.read_text() == "Mine"


def test_restoring_twice_is_refused(folder):
    restore(folder)

    with pytest.raises(RuleBroken, match="needs an empty one"):
        restore(folder)


def test_a_running_service_is_told_to_stop_first(folder):
    with worker.post("default"):
        assert refused(folder) == "The service is running here. Stop it before you restore."


def test_after_a_refusal_the_right_export_goes_in(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "bad")
    alter_row(tmp_path / "bad", "organisations_membership", person_id=987654)
    refused(tmp_path / "bad")

    assert restore(folder).people == 3


def test_while_a_restore_is_not_finished_no_other_command_works(folder, capsys):
    home.mark_path().write_text('{"manifest": "x"}')

    assert main(["jobs"]) == 1
    assert "A restore into this home was not finished" in capsys.readouterr().err


def test_a_restore_that_was_broken_off_begins_anew(folder):
    home.mark_path().write_text('{"manifest": "x"}')
    left = home.files_folder() / "ab" / "cd.half"
    left.parent.mkdir(parents=True)
    left.write_text("half of a file")

    assert restore(folder).people == 3

    assert not left.exists()
    assert not home.mark_path().exists()


def test_a_restore_that_was_killed_at_the_very_end_is_only_told_to_be_whole(folder):
    seal = restore(folder).seal
    home.mark_path().write_text(json.dumps({"manifest": seal}))

    assert restore(folder).seal == seal
    assert not home.mark_path().exists()


def test_another_export_is_not_mixed_in_after_that(folder, tmp_path):
    restore(folder)
    home.mark_path().write_text('{"manifest": "of another export"}')

    with pytest.raises(RuleBroken, match="Another export"):
        restore(folder)


def test_the_command_prints_one_sentence_and_no_traceback(folder, capsys):
    (folder / "manifest.json").write_text("{}")

    assert main(["restore", str(folder)]) == 1

    said = capsys.readouterr().err
    assert said == "This folder is not an export of Fingerpost, or its manifest is damaged.\n"


def test_the_commands_say_what_was_done_and_what_people_must_do(folder, tmp_path, capsys):
    shutil.rmtree(settings.HOME / "index", ignore_errors=True)
    assert main(["restore", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "Forgotten your password?" in said
    assert "second step" in said

    assert main(["export", str(tmp_path / "again")]) == 0
    seal = hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
    assert f"manifest {seal}" in said
    assert f"manifest {seal}" in capsys.readouterr().out
