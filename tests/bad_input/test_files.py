"""Files that are broken, hostile or odd, brought in through the page: said in plain words, and nothing half-done."""

import gzip
import re
import time

import pytest
from django.urls import reverse

from fingerpost.jobs.models import Job, JobState
from fingerpost.journal.models import Change
from fingerpost.library.models import Import, Paper, Rejected
from tests.bad_input.reading import SCRIPT, a_page, error_of, what_could_run
from tests.bibliography.reading import article, pubmed, ris

OURS = re.compile(
    r"\b(records?|tokens?|facets?|quarantine|delta|harvest|traceback|exception|null|xml parser)\b", re.IGNORECASE
)


def whole(came_in: Import) -> None:
    """Every item of the file is accounted for, once, and nothing hangs."""
    assert came_in.read == came_in.added + came_in.updated + came_in.unchanged + came_in.rejected
    assert came_in.rejects.count() == came_in.rejected
    assert Paper.objects.count() == came_in.added
    assert Change.objects.filter(kind="library.paper_added").count() == came_in.added
    assert came_in.job.state == JobState.DONE


def reasons() -> str:
    return " ".join(Rejected.objects.values_list("reason", flat=True))


def test_a_broken_paper_in_the_middle_of_a_gz_is_set_aside_and_the_others_come_in(bring_in):
    broken = article("2", "Broken").replace("</ArticleTitle>", "")

    came_in, shown = bring_in(gzip.compress(pubmed(article("1"), broken, article("3"))), "papers.xml.gz")

    whole(came_in)
    assert (came_in.added, came_in.rejected) == (2, 1)
    assert "tags" in reasons()
    assert reasons() in " ".join(shown.text.split())


def test_an_entity_bomb_comes_to_nothing(bring_in):
    letters = "abcdefghij"
    bomb = "<!DOCTYPE b [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
        f"<!ENTITY {letter} '{f'&{before};' * 10}'>" for before, letter in zip(letters, letters[1:], strict=False)
    ) + "]>"  # fmt: skip
    started = time.monotonic()

    came_in, _ = bring_in(bomb.encode() + pubmed(article("1", "&j;"), article("2")), "bomb.xml")

    whole(came_in)
    assert (came_in.added, came_in.rejected) == (1, 1)
    assert time.monotonic() - started < 20


def test_an_external_entity_is_never_opened(bring_in, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")

    came_in, shown = bring_in(
        f'<!DOCTYPE x [<!ENTITY leak SYSTEM "{secret.as_uri()}">]>'.encode() + pubmed(article("1", "&leak;")), "x.xml"
    )

    whole(came_in)
    assert came_in.rejected == 1
    assert "the secret" not in shown.text


def test_a_zip_bomb_is_stopped_and_what_came_before_it_stays(bring_in):
    came_in, _ = bring_in(gzip.compress(ris("Before").encode() + b"\n" * 200_000_000, compresslevel=9), "bomb.ris.gz")

    whole(came_in)
    assert Paper.objects.get().title == "Before"
    assert "far more than its size allows" in reasons()


def test_latin_1_that_says_it_is_utf_8_keeps_its_accents(bring_in):
    said = b'<?xml version="1.0" encoding="UTF-8"?>' + pubmed(article("1", "Séance")).decode().encode("latin-1")

    came_in, _ = bring_in(said, "papers.xml")

    whole(came_in)
    assert Paper.objects.get().title == "Séance"


@pytest.mark.parametrize("name", ["empty.ris", "empty.xml", "empty.csv.gz"])
def test_an_empty_file_is_refused_in_words(send, name):
    response = send(b"", name)

    assert response.status_code == 422
    assert "empty" in error_of(a_page(response))
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.7 not for us", "report.pdf"), (b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, "picture.ris"),
        (b"\x00" * 4096, "zeros.xml"), (b"Dear colleague, thank you.", "letter.txt"), (b"<html><p>No</p></html>", "x.xml"),
        (gzip.compress(b"", mtime=0), "nothing.ris.gz"), (b"\x1f\x8b\x08cut", "cut.ris.gz"), (b"PK\x03\x04rest", "a.docx"),
        (b"\xff\xfe\x00\x00", "bom.csv"), (b"{}", "x.json"), (b",,,\n,,,\n", "commas.csv"),
    ],
)  # fmt: skip
def test_a_file_of_another_kind_is_refused_or_set_aside_in_words(send, content, name, settings):
    response = send(content, name)

    if response.status_code == 422:
        said = error_of(a_page(response))
        assert len(said) > 30
        assert not OURS.search(said), said
        assert not Import.objects.exists()
        assert not [path for path in (settings.HOME / "imports").rglob("*") if path.is_file()]
    else:
        from fingerpost.jobs.domain import work

        work.run_until_idle("default")
        assert Import.objects.get().added == 0
        whole(Import.objects.get())


def test_ris_without_its_end_mark_is_read_or_set_aside_but_never_lost(bring_in):
    came_in, _ = bring_in(b"TY  - JOUR\nTI  - First\nPY  - 2001\n\nTY  - JOUR\nTI  - Second\nER  - \n")

    whole(came_in)
    assert came_in.read == 2
    titles = set(Paper.objects.values_list("title", flat=True))
    assert titles | set(Rejected.objects.values_list("title_hint", flat=True)) == {"First", "Second"}


def test_a_title_of_a_million_characters_does_no_harm(bring_in, client):
    came_in, _ = bring_in((ris("A" * 1_000_000) + ris("Short")).encode())

    whole(came_in)
    assert came_in.read == 2
    assert Paper.objects.filter(title="Short").exists()
    for paper in Paper.objects.all():
        assert len(paper.title) <= 5000
        assert len(client.get(reverse("library:paper", args=[paper.public_id])).content) < 200_000


def test_control_characters_and_reversed_text_are_taken_out(bring_in, client):
    came_in, _ = bring_in(ris("Safe\x00\x07\x1b[31m \u202etxet desrever\u202c\ufeff end").encode())

    whole(came_in)
    paper = Paper.objects.get()
    drawn = client.get(reverse("library:paper", args=[paper.public_id])).content.decode()
    assert not re.search("[\x00\x07\x1b\u202a-\u202e\u2066-\u2069\ufeff]", drawn)
    assert "Safe" in paper.title


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd.ris", "..\\..\\windows.ris", "/etc/cron.d/x.ris", "....ris", "~root.ris", "a\nb.ris", "\u202esir.exe",
        "文" * 90 + ".ris", "x" * 250 + ".ris", ".ris", "con.ris", "a;b|c`d`.ris", "nul\x00byte.ris",
    ],
)  # fmt: skip
def test_a_file_name_cannot_climb_out_or_break_the_page(send, client, settings, name):
    from urllib.parse import quote

    boundary = "xxBOUNDARYxx"
    from fingerpost.organisations.models import Unit

    team = Unit.objects.get(kind="library-service")
    fields = {"route": "open", "team": str(team.pk)}
    body = b"".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    )
    body += (
        f"--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename*=utf-8''{quote(name)}\r\n"
        "Content-Type: text/plain\r\n\r\n"
    ).encode() + ris("One").encode() + f"\r\n--{boundary}--\r\n".encode()  # fmt: skip

    response = client.post(
        reverse("library:import_upload"), body, content_type=f"multipart/form-data; boundary={boundary}"
    )

    assert response.status_code in {302, 422}, response.status_code
    kept = [path for path in settings.HOME.rglob("*") if path.is_file()]
    assert all(path.resolve().is_relative_to((settings.HOME / "imports").resolve()) for path in kept)
    if response.status_code == 302:
        assert len(kept) == 1
        shown = client.get(response["Location"])
        assert what_could_run(a_page(shown)) == []
        assert not re.search("[\x00-\x08\u202a-\u202e]", shown.content.decode())
    else:
        assert error_of(a_page(response))
        assert not kept


def test_the_button_pressed_without_a_file_says_what_to_do(client, librarian, team):
    response = client.post(reverse("library:import_upload"), {"route": "open", "team": str(team.pk)})

    assert response.status_code == 422
    assert "Choose a file" in error_of(a_page(response))


@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_a_form_sent_as_something_else_is_refused_in_words(client, librarian, kind):
    response = client.post(reverse("library:import_upload"), b'{"file": "x"}', content_type=kind)

    assert response.status_code in {400, 422}
    a_page(response)
    assert not Import.objects.exists()


def test_a_file_with_no_name_for_a_team_that_is_not_theirs_is_refused(send):
    from tests.factories import a_service

    response = send(ris("One").encode(), team=str(a_service().pk))

    assert response.status_code == 422
    assert not Import.objects.exists()
    assert not Job.objects.exists()


def test_script_in_every_field_of_a_paper_is_shown_as_text_wherever_it_is_drawn(bring_in, client, index_now):
    fields = [
        "TI",
        "AB",
        "AU",
        "T2",
        "KW",
        "DO",
        "PY",
        "VL",
        "IS",
        "SP",
        "UR",
        "N1",
        "LA",
        "M3",
        "DB",
        "AD",
        "CY",
        "PB",
        "AN",
    ]
    record = "TY  - JOUR\n" + "".join(f"{tag}  - {tag} {SCRIPT}\n" for tag in fields) + "ER  - \n"

    came_in, _ = bring_in(record.encode())

    whole(came_in)
    index_now()
    paper = Paper.objects.get()
    pages = {
        "paper": client.get(reverse("library:paper", args=[paper.public_id])),
        "answers": client.get(reverse("hub:search"), {"q": "alert got you", "sure": "1"}),
        "suggestions": client.get(reverse("hub:suggest"), {"q": "TI"}),
        "import": client.get(reverse("library:import", args=[came_in.public_id])),
        "imports": client.get(reverse("library:import_list")),
        "home": client.get(reverse("hub:home")),
    }
    from bs4 import BeautifulSoup

    for name, response in pages.items():
        assert response.status_code == 200, name
        assert what_could_run(BeautifulSoup(response.content, "html.parser")) == [], name
    assert "<script>alert('got you')</script>" in a_page(pages["paper"]).select_one("h1").text
    assert "<script>" in a_page(pages["answers"]).text


def test_script_in_a_piece_that_could_not_be_read_is_shown_as_text(bring_in, client):
    broken = article("2", f"Broken <script>alert(1)</script> {SCRIPT[:20]}").replace("</ArticleTitle>", "")

    came_in, shown = bring_in(pubmed(article("1"), broken), "papers.xml")

    reject = came_in.rejects.get()
    assert what_could_run(shown) == []
    mend = a_page(client.get(reverse("library:reject_mend", args=[came_in.public_id, reject.pk])))
    assert what_could_run(mend) == []
    assert "alert(1)" in mend.select_one("textarea").text


@pytest.mark.parametrize("text", ["", "   ", "nonsense", SCRIPT, "TY  - JOUR\nER  - ", "\x00", "A" * 200_000])
def test_mending_with_nonsense_says_why_it_still_fails(bring_in, client, text):
    came_in, _ = bring_in(b"TY  - JOUR\nPY  - 2001\nER  - \n\nTY  - JOUR\nTI  - Good\nER  - \n")
    reject = came_in.rejects.get()

    response = client.post(reverse("library:reject_mend", args=[came_in.public_id, reject.pk]), {"text": text})

    assert response.status_code == 422
    soup = a_page(response)
    assert what_could_run(soup) == []
    assert len(error_of(soup)) > 20
    came_in.refresh_from_db()
    whole(came_in)
    assert not Rejected.objects.get().mended


def test_the_same_upload_twice_brings_nothing_in_twice(send):
    from fingerpost.jobs.domain import work

    for _ in range(2):
        send(ris("One", "DO  - 10.1000/one\n").encode())
        work.run_until_idle("default")

    assert Paper.objects.count() == 1
    assert [(row.added, row.unchanged) for row in Import.objects.order_by("pk")] == [(1, 0), (0, 1)]
