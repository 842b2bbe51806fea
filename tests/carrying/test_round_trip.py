"""Out and in again: the same library, the same bytes, and nothing that opens an account."""

import json
import shutil
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command

from fingerpost.config.carrying import home
from fingerpost.config.carrying.export import export
from fingerpost.config.carrying.restore import restore
from fingerpost.config.carrying.tables import CARRIED
from fingerpost.files.domain import store
from fingerpost.jobs.domain import work
from fingerpost.jobs.models import Job
from fingerpost.journal.domain import stream
from fingerpost.journal.models import Change
from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.models import Filling, Import, Item, Revision
from fingerpost.organisations.models import Person
from fingerpost.records.models import Record
from tests.carrying import world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def library():
    yield world.fill()
    shutil.rmtree(home.files_folder(), ignore_errors=True)
    home.finished()


def empty_the_home() -> None:
    """As a home is before anything was done in it."""
    call_command("flush", interactive=False, verbosity=0)
    shutil.rmtree(home.files_folder(), ignore_errors=True)


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def lines(folder: Path, table: str) -> list[dict]:
    return [json.loads(line) for line in (folder / "tables" / f"{table}.jsonl").read_text().split("\n") if line]


def test_the_small_library_has_a_row_in_every_carried_table(library):
    assert [table.name for table in CARRIED if not table.model._base_manager.exists()] == []


def test_export_restore_export_gives_the_same_bytes(library, tmp_path):
    export(tmp_path / "one")
    empty_the_home()

    restore(tmp_path / "one")
    export(tmp_path / "two")

    one, two = everything_in(tmp_path / "one"), everything_in(tmp_path / "two")
    assert one.keys() == two.keys()
    assert [path for path in one if one[path] != two[path]] == []


def test_two_exports_of_one_library_are_the_same(library, tmp_path):
    assert export(tmp_path / "one").seal == export(tmp_path / "two").seal
    assert everything_in(tmp_path / "one") == everything_in(tmp_path / "two")


def test_what_opens_accounts_is_nowhere_in_an_export(library, tmp_path):
    export(tmp_path / "one")

    everything = b"".join(everything_in(tmp_path / "one").values())
    assert [secret for secret in library["secrets"] if secret.encode() in everything] == []
    assert b"ada@example.org" in everything


def test_numbers_and_public_ids_stay(library, tmp_path):
    before = list(Record.objects.order_by("pk").values_list("pk", "public_id", "title"))
    export(tmp_path / "one")
    empty_the_home()

    restore(tmp_path / "one")

    assert list(Record.objects.order_by("pk").values_list("pk", "public_id", "title")) == before


def test_new_rows_are_numbered_after_the_restored_ones(library, tmp_path):
    highest = Person.objects.order_by("-pk").values_list("pk", flat=True).first()
    export(tmp_path / "one")
    empty_the_home()
    restore(tmp_path / "one")

    assert Person.objects.create_user("new@example.org", "New").pk > highest


def test_people_come_back_without_a_password_and_can_ask_for_a_new_one(library, tmp_path, client, mailoutbox):
    export(tmp_path / "one")
    empty_the_home()
    restore(tmp_path / "one")

    ada = Person.objects.get(email="ada@example.org")
    assert not ada.has_usable_password()
    assert not client.login(email="ada@example.org", password="a-very-secret-password")
    client.post("/accounts/password/reset/", {"email": "ada@example.org"})
    assert [mail.to for mail in mailoutbox] == [["ada@example.org"]]


def test_files_are_put_back_byte_for_byte(library, tmp_path):
    export(tmp_path / "one")
    empty_the_home()
    restore(tmp_path / "one")

    assert store.path_of(library["file"]).read_bytes() == world.PDF


def test_the_history_verifies_after_a_restore_and_goes_on(library, tmp_path):
    export(tmp_path / "one")
    empty_the_home()
    restored = restore(tmp_path / "one")

    assert restored.changes == Change.objects.count()
    stream.record("library.item_changed", subject="x")
    while stream.seal():
        pass
    assert stream.verify() == (restored.changes + 1, "")


def test_a_restored_library_is_found_by_search(library, tmp_path, index_now):
    from fingerpost.search.domain import checking
    from fingerpost.search.domain.find import answer
    from tests.factories import reader

    export(tmp_path / "one")
    empty_the_home()
    shutil.rmtree(settings.HOME / "index", ignore_errors=True)
    restore(tmp_path / "one")
    assert Job.objects.get().kind == "search.rebuild"

    work.run_until_idle("index")

    assert checking.compare() == (0, 0)
    found = answer("falls what to do first", reader=reader(Person.objects.get(email="bea@example.org")))
    assert library["item"].title in [one.record.title for one in (*found.found, *found.applies_here)]


def test_what_was_under_way_comes_back_stopped_and_says_so(library, tmp_path):
    export(tmp_path / "one")
    empty_the_home()
    restore(tmp_path / "one")

    filling = Filling.objects.get()
    assert filling.state == "stopped"
    assert "Send the documents again" in filling.reason
    assert (filling.path, Import.objects.get().path) == ("", "")
    assert not Revision.objects.filter(editing_by__isnull=False).exists()


def test_pages_are_markdown_with_their_facts_in_front(library, tmp_path):
    export(tmp_path / "one")

    [page] = (tmp_path / "one" / "pages").rglob("*.md")
    _, front, body = page.read_text().split("---\n", 2)
    facts = yaml.safe_load(front)
    assert page.parent.name == "policy"
    assert page.name.startswith("falls-first-")
    assert facts["title"] == "Falls: what to do first"
    assert facts["authors"] == ["Ada Author"]
    assert facts["owned by"] == "Wrenhall Trust – “Ysbyty”"
    assert (tmp_path / "one" / facts["files"]["Falls policy.pdf"]).read_bytes() == world.PDF
    assert "Ask for help." in body


def test_pages_name_nobody_who_did_not_agree(library, tmp_path):
    from fingerpost.organisations.domain import consent

    consent.say(library["ada"], consent.NAMED, False, by=library["ada"])
    from fingerpost.records.models import Part

    Part.objects.update(shown=False)
    export(tmp_path / "one")

    assert b"Ada Author" not in b"".join(path.read_bytes() for path in (tmp_path / "one" / "pages").rglob("*.md"))


def test_drafts_make_no_page_and_are_carried_all_the_same(library, tmp_path):
    Item.objects.update(state="draft", open_to="")
    export(tmp_path / "one")

    assert not (tmp_path / "one" / "pages").exists()
    assert len(lines(tmp_path / "one", "library_item")) == 1


def test_rows_stand_by_number_with_their_keys_in_order_and_times_in_utc(library, tmp_path):
    export(tmp_path / "one")

    rows = lines(tmp_path / "one", "records_record")
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    assert all(list(row) == sorted(row) for row in rows)
    assert rows[0]["changed_at"].endswith("+00:00")
    assert "💡" in (tmp_path / "one" / "tables" / "library_item.jsonl").read_text(encoding="utf-8")


def test_manifest_counts_every_row_and_names_the_newest_seal(library, tmp_path):
    import hashlib

    export(tmp_path / "one")

    manifest = json.loads((tmp_path / "one" / "manifest.json").read_text())
    assert manifest["tables"]["organisations.Person"]["rows"] == 3
    for table in manifest["tables"].values():
        content = (tmp_path / "one" / table["file"]).read_bytes()
        assert (content.count(b"\n"), hashlib.sha256(content).hexdigest()) == (table["rows"], table["sha256"])
    last = Change.objects.order_by("-position").first()
    assert manifest["stream"] == {"position": last.position, "seal": last.seal}


def test_a_lost_file_is_named_and_the_rest_is_carried(library, tmp_path):
    store.path_of(library["file"]).unlink()

    lost = (library["file"].sha256,)
    assert export(tmp_path / "one").lost == lost
    empty_the_home()
    assert restore(tmp_path / "one").lost == lost
    assert export(tmp_path / "two").lost == lost
    assert everything_in(tmp_path / "one") == everything_in(tmp_path / "two")


def test_a_file_that_was_altered_on_the_disk_is_not_passed_on(library, tmp_path):
    store.path_of(library["file"]).write_bytes(b"something else")

    assert export(tmp_path / "one").lost == (library["file"].sha256,)
    assert not list((tmp_path / "one").rglob("*.pdf"))


def test_export_refuses_a_folder_that_holds_something(library, tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "letter.txt").write_text("Dear")

    with pytest.raises(RuleBroken, match="is not empty"):
        export(tmp_path / "one")
    assert everything_in(tmp_path) == {"one/letter.txt": b"Dear"}


def test_export_begins_anew_after_one_that_was_killed(library, tmp_path):
    half = tmp_path / "one.tmp"
    half.mkdir()
    (half / "not-finished").touch()
    (half / "half.jsonl").write_text("{")

    export(tmp_path / "one")

    assert not half.exists()
    assert "half.jsonl" not in everything_in(tmp_path / "one")


def test_export_leaves_a_strangers_folder_of_that_name_alone(library, tmp_path):
    (tmp_path / "one.tmp").mkdir()
    (tmp_path / "one.tmp" / "mine.txt").write_text("Mine")

    with pytest.raises(RuleBroken, match="in the way"):
        export(tmp_path / "one")
    assert (tmp_path / "one.tmp" / "mine.txt").read_text() == "Mine"


def test_an_export_is_for_its_owner_alone(library, tmp_path):
    export(tmp_path / "one")

    assert [path for path in [tmp_path / "one", *(tmp_path / "one").rglob("*")] if path.stat().st_mode & 0o077] == []


def test_an_empty_library_goes_out_and_comes_back(tmp_path):
    export(tmp_path / "one")

    restored = restore(tmp_path / "one")

    assert (restored.rows, restored.files, restored.changes) == (0, 0, 0)
