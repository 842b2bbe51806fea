"""Archives and folders are looked through before anything in them is opened."""

import os
import zipfile

import pytest

from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain.fillings import filling_archive
from fingerpost.library.domain.fillings.filling_archive import MEGABYTE
from tests.library.fillers import a_link_in, an_archive


def names_in(path) -> list[str]:
    with filling_archive.opened(path) as source:
        return [entry.name for entry in source.entries]


def refused(path, words: str) -> None:
    with pytest.raises(RuleBroken, match=words), filling_archive.opened(path):
        pass


def test_files_come_as_people_count_and_litter_stays_out(tmp_path):
    path = an_archive(
        tmp_path / "a.zip",
        {
            "Policies/10 Leave.txt": "leave", "Policies/2 Falls.txt": "falls", "__MACOSX/Policies/._2 Falls.txt": "x",
            "Policies/.DS_Store": "x", "Thumbs.db": "x", "Policies/~$2 Falls.docx": "x", "Policies/": "",
        },
    )  # fmt: skip

    assert names_in(path) == ["Policies/2 Falls.txt", "Policies/10 Leave.txt"]


def test_a_file_is_read_whole_in_blocks(tmp_path):
    content = os.urandom(MEGABYTE)
    path = an_archive(tmp_path / "a.zip", {"one.bin": content})

    with filling_archive.opened(path) as source:
        assert b"".join(source.chunks(source.entries[0])) == content


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/../../b.txt", "/etc/passwd", "C:\\evil.txt", "..\\up.txt"])
def test_a_path_that_climbs_out_refuses_the_whole_archive(tmp_path, name):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("good.txt", "good")
        archive.writestr(zipfile.ZipInfo(name), "bad")

    refused(path, "leads out of it")


def test_a_link_refuses_the_whole_archive(tmp_path):
    refused(a_link_in(tmp_path / "a.zip", "passwords.txt", "/etc/passwd"), r"a link to another place \(passwords.txt\)")


def test_more_than_a_hundred_thousand_entries_are_refused(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(filling_archive.MOST_ENTRIES + 1):
            archive.writestr(zipfile.ZipInfo(f"{number}"), b"")

    refused(path, "more than 100,000 files")


def test_a_list_that_lies_about_its_length_is_not_read_into_memory(tmp_path, monkeypatch):
    path = an_archive(tmp_path / "a.zip", {f"{number}.txt": "x" for number in range(50)})
    monkeypatch.setattr(filling_archive, "_MOST_LISTED", 1_000)

    refused(path, "more than 100,000 files")


def test_a_bomb_of_one_file_is_refused(tmp_path):
    refused(an_archive(tmp_path / "a.zip", {"zeros.txt": b"0" * 20 * MEGABYTE}), "far more than its size allows")


def test_a_bomb_of_many_small_files_is_refused(tmp_path):
    zeros = b"0" * (MEGABYTE - 1)

    refused(an_archive(tmp_path / "a.zip", {f"{n}.txt": zeros for n in range(110)}), "far more than its size allows")


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(filling_archive, "MOST_UNPACKED", MEGABYTE)

    refused(an_archive(tmp_path / "a.zip", {"big.bin": os.urandom(MEGABYTE + 1)}), "Split it into smaller ones")


def test_a_password_is_told(tmp_path):
    path = an_archive(tmp_path / "a.zip", {"a.txt": "secret"})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1  # says: this entry is encrypted
    path.write_bytes(content)

    refused(path, "protected by a password")


@pytest.mark.parametrize("content", [b"", b"not an archive at all", b"PK\x05\x06", b"PK\x03\x04" + b"\0" * 60])
def test_what_is_no_archive_is_told(tmp_path, content):
    path = tmp_path / "a.zip"
    path.write_bytes(content)

    refused(path, "not a ZIP archive, or it is damaged")


def test_an_archive_cut_off_in_the_middle_is_told(tmp_path):
    path = an_archive(tmp_path / "a.zip", {"a.txt": os.urandom(10_000), "b.txt": os.urandom(10_000)})
    path.write_bytes(path.read_bytes()[:12_000])

    refused(path, "not a ZIP archive, or it is damaged")


def test_a_file_damaged_inside_is_told_when_it_is_read_and_others_are_not_harmed(tmp_path):
    path = an_archive(tmp_path / "a.zip", {"a.txt": b"first " * 200, "b.txt": b"second " * 200})
    content = bytearray(path.read_bytes())
    content[45] ^= 0xFF
    path.write_bytes(content)

    with filling_archive.opened(path) as source:
        with pytest.raises(RuleBroken, match="damaged inside the archive"):
            list(source.chunks(source.entries[0]))
        assert b"".join(source.chunks(source.entries[1])) == b"second " * 200


def test_a_name_in_utf_8_that_does_not_say_so_is_read(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Cafe policy.txt", "x")
    path.write_bytes(path.read_bytes().replace(b"Cafe policy", "Café polic".encode()))

    assert names_in(path) == ["Café polic.txt"]


def test_a_folder_is_read_like_an_archive(tmp_path):
    (tmp_path / "in" / "HR").mkdir(parents=True)
    (tmp_path / "in" / "HR" / "Leave.txt").write_text("leave")
    (tmp_path / "in" / "Falls.txt").write_text("falls")

    with filling_archive.opened(tmp_path / "in") as source:
        assert [entry.name for entry in source.entries] == ["Falls.txt", "HR/Leave.txt"]
        assert b"".join(source.chunks(source.entries[1])) == b"leave"


def test_a_link_in_a_folder_is_refused(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "away").symlink_to("/etc")

    refused(tmp_path / "in", "holds a link to another place")
