"""Every command of `fingerpost` in an empty home, as an operator types it.

Each test has a home of its own where nothing was ever made, and runs the command in a process of
its own. One more home holds the demonstration, loaded once.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.shared_data import ROOT, shared_data

pytestmark = pytest.mark.slow

ONE = """<?xml version="1.0" encoding="UTF-8"?>
<PubmedArticleSet>
  <PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">90000001</PMID>
    <Article><Journal><JournalIssue><PubDate><Year>2019</Year></PubDate></JournalIssue>
      <Title>Ward Nursing</Title></Journal>
      <ArticleTitle>Bed sensors and falls among older people on a ward.</ArticleTitle>
      <Abstract><AbstractText>Bed sensors did not change how often people fell.</AbstractText></Abstract>
      <AuthorList><Author><LastName>Okafor</LastName><Initials>N</Initials></Author></AuthorList>
      <Language>eng</Language></Article></MedlineCitation></PubmedArticle>
  <PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">90000002</PMID>
    <Article><Journal><JournalIssue><PubDate><Year>2021</Year></PubDate></JournalIssue>
      <Title>Ward Nursing</Title></Journal>
      <ArticleTitle>Quiet nights: noise and sleep in hospital.</ArticleTitle>
      <Language>eng</Language></Article></MedlineCitation></PubmedArticle>
</PubmedArticleSet>
"""
COUNTS = {"read", "added", "updated", "unchanged", "rejected", "seconds"}


class Product:
    """The command in one home."""

    def __init__(self, home: Path) -> None:
        self.home = home
        names = ("FINGERPOST_", "OIDC_", "SEARCH_URL", "EMAIL_URL", "DJANGO_SETTINGS_MODULE", "DATABASE_URL", "PORT")
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(names)} | {
            "FINGERPOST_HOME": str(home), "FINGERPOST_MEANING": "0",
            "PYTHONPATH": os.pathsep.join([f"{ROOT}/src", str(ROOT)]),
        }  # fmt: skip

    def start(self, *words: object, **more) -> subprocess.Popen:
        """The command, running."""
        return subprocess.Popen(
            [sys.executable, "-m", "fingerpost", *map(str, words)], env=self.environment | more, cwd=self.home.parent,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip

    def run(self, *words: object, code: int = 0, **more) -> str:
        """What the command printed, after it ended with this code."""
        running = self.start(*words, **more)
        said, problems = running.communicate(timeout=600)
        assert running.returncode == code, f"{' '.join(map(str, words))}: {running.returncode}\n{said}\n{problems}"
        return said

    def data(self, *words: object) -> dict:
        """The one line of JSON that the command printed."""
        [line] = self.run(*words, "--json").splitlines()
        return json.loads(line)


def stop(running: subprocess.Popen) -> None:
    """End a server and all it started."""
    if running.poll() is None:
        os.killpg(running.pid, signal.SIGTERM)
        running.communicate(timeout=60)


@pytest.fixture
def product(tmp_path):
    return Product(tmp_path / "home")


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    """A home with the demonstration in it."""
    product = Product(tmp_path_factory.mktemp("demonstration") / "home")
    product.run("demo", "load")
    return product


@pytest.fixture
def papers(tmp_path):
    path = tmp_path / "two.xml"
    path.write_text(ONE)
    return path


def test_import_prints_one_line_that_accounts_for_every_paper(product, papers):
    counts = product.data("import", papers)

    assert set(counts) == COUNTS
    assert [counts[name] for name in ("read", "added", "updated", "unchanged", "rejected")] == [2, 2, 0, 0, 0]


def test_importing_the_same_file_again_adds_nothing(product, papers):
    product.run("import", papers)

    counts = product.data("import", papers)

    assert [counts[name] for name in ("read", "added", "updated", "unchanged", "rejected")] == [2, 0, 0, 2, 0]


def test_import_without_json_prints_the_same_figures_in_words(product, papers):
    assert "read 2 added 2" in product.run("import", papers)


def test_import_of_a_file_that_is_not_there_says_so(product, tmp_path):
    running = product.start("import", tmp_path / "missing.xml")
    _, problems = running.communicate(timeout=120)

    assert running.returncode != 0
    assert "missing.xml" in problems
    assert "Traceback" not in problems


def test_what_was_imported_can_be_found_at_once(product, papers):
    product.run("import", papers)

    answer = product.data("search", "bed sensors falls")

    assert answer["hits"][0]["title"] == "Bed sensors and falls among older people on a ward."
    assert str(answer["hits"][0]["pmid"]) == "90000001"


def test_search_in_an_empty_home_finds_nothing_and_says_so(product):
    answer = product.data("search", "bed sensors falls")

    assert (answer["total"], answer["hits"]) == (0, [])


def test_search_as_somebody_unknown_is_refused_in_words(product):
    running = product.start("search", "falls", "--as", "nobody@example.org")
    _, problems = running.communicate(timeout=120)

    assert running.returncode != 0
    assert "nobody@example.org" in problems
    assert "Traceback" not in problems


def test_index_rebuild_keeps_every_answer(product, papers):
    product.run("import", papers)
    before = product.data("search", "hospital OR ward OR sensors")

    product.run("index", "rebuild")

    assert product.data("search", "hospital OR ward OR sensors") == before


def test_index_rebuild_works_in_an_empty_home(product):
    product.run("index", "rebuild")


def test_index_check_finds_no_difference_from_the_database(product, papers):
    product.run("import", papers)

    assert product.run("index", "check").split() == ["missing", "0", "extra", "0"]


def test_changes_verify_walks_the_whole_history(product, papers):
    product.run("import", papers)

    said = product.run("changes", "verify")

    assert int(said.split()[1]) >= 2


def test_changes_verify_notices_a_row_that_was_altered(product, papers):
    import sqlite3

    product.run("import", papers)
    product.run("changes", "verify")
    with sqlite3.connect(product.home / "fingerpost.sqlite3") as database:
        database.execute("UPDATE journal_change SET kind = 'library.paper_lost' WHERE position = 1")

    assert "then" in product.run("changes", "verify", code=1)


def test_jobs_lists_the_import_that_was_done(product, papers):
    product.run("import", papers)

    [line] = product.run("jobs", "--json").splitlines()

    assert json.loads(line)["state"] == "done"


def test_jobs_is_silent_in_an_empty_home(product):
    assert product.run("jobs") == ""


def test_evaluate_prints_the_figures_of_a_collection(product, tmp_path):
    folder = tmp_path / "collection"
    (folder / "qrels").mkdir(parents=True)
    texts = ["Falls in hospital among older people", "Sleep and noise at night", "Hand hygiene on the ward"]
    documents = [json.dumps({"_id": f"d{n}", "title": text, "text": text}) for n, text in enumerate(texts)]
    (folder / "corpus.jsonl").write_text("\n".join(documents) + "\n")
    (folder / "queries.jsonl").write_text(json.dumps({"_id": "q1", "text": "older people who fall"}) + "\n")
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td0\t1\n")

    figures = product.data("evaluate", folder, "--mode", "words")

    assert {"ndcg@10", "recall@100", "p50_ms", "p95_ms", "documents_per_s"} <= set(figures)
    assert figures["ndcg@10"] == 1.0


def test_evaluate_leaves_the_library_as_it_was(product, papers, tmp_path):
    product.run("import", papers)
    product.run("evaluate", tmp_path, "--mode", "words", code=2)

    assert product.data("search", "bed sensors")["total"] == 1


def test_person_makes_an_account(product):
    assert "ada@example.org" in product.run("person", "ada@example.org", "--name", "Ada Admin")


def test_django_hands_over_to_djangos_own_commands(product):
    product.run("jobs")

    assert product.run("django", "check").startswith("System check identified no issues")


def test_demo_load_refuses_beside_real_people(product):
    product.run("person", "ada@example.org", "--name", "Ada Admin")

    product.run("demo", "load", code=1)


def test_the_demonstration_answers_a_ward_managers_question(demonstration):
    answer = demonstration.data("search", "stopping falls on the ward")

    assert answer["total"] >= 5


def test_the_demonstration_shows_more_to_those_who_may_see_more(demonstration):
    code = "from demo.load import sign_ins; print(*(email for _, email, _ in sign_ins()))"
    emails = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {code}"], check=True, capture_output=True, text=True,
        env=demonstration.environment | {"DJANGO_SETTINGS_MODULE": "fingerpost.config.settings"},
    ).stdout.split()  # fmt: skip

    open_to_all = demonstration.data("search", "falls")["total"]
    signed_in = [demonstration.data("search", "falls", "--as", email)["total"] for email in emails]

    assert min(signed_in) >= open_to_all
    assert max(signed_in) > open_to_all


def test_demo_load_twice_is_refused_and_changes_nothing(demonstration):
    before = demonstration.data("search", "falls")["total"]

    demonstration.run("demo", "load", code=1)

    assert demonstration.data("search", "falls")["total"] == before


def test_serve_answers_and_a_command_hands_its_work_to_the_running_worker(product, papers):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = product.start("serve", "--port", port)
    try:
        wait_until_ready(port, running)

        counts = product.data("import", papers)

        assert counts["added"] == 2
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/search/?q=bed+sensors", timeout=30) as page:
            assert "Bed sensors and falls" in page.read().decode()
    finally:
        stop(running)
    assert product.data("search", "bed sensors")["total"] == 1


def test_port_may_come_from_the_environment(product):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = product.start("serve", PORT=str(port))
    try:
        wait_until_ready(port, running)
    finally:
        stop(running)


def test_links_in_e_mails_lead_to_the_port_that_is_served(product):
    said = product.run(
        "django", "shell", "--no-imports", "--command",
        "from django.conf import settings; print(settings.FINGERPOST_ADDRESS)", PORT="8123",
    )  # fmt: skip

    assert "http://localhost:8123" in said


def wait_until_ready(port: int, running: subprocess.Popen) -> None:
    """Return when the server says it is ready."""
    for _ in range(240):
        assert running.poll() is None, "\n".join(running.communicate())
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as reply:
                if reply.status == 200:
                    return
        except OSError:
            time.sleep(0.5)
    stop(running)
    pytest.fail("not ready after two minutes")


def test_a_killed_server_leaves_a_home_that_works(product, papers):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = product.start("serve", "--port", port)
    wait_until_ready(port, running)
    os.killpg(running.pid, signal.SIGKILL)
    running.communicate(timeout=30)

    assert product.data("import", papers)["added"] == 2


@pytest.mark.skipif(shared_data() is None, reason="the real data is not on this machine")
def test_every_real_file_is_accounted_for(product):
    files = sorted(path for folder in ("medline", "exports") for path in (shared_data() / folder).iterdir())

    counts = product.data("import", *files)

    assert counts["read"] == sum(counts[name] for name in ("added", "updated", "unchanged", "rejected"))
    assert counts["read"] > 5_000
    assert counts["rejected"] < counts["read"] / 100
