"""Nothing lost: SIGKILL at random moments of importing, indexing, reading for meaning and sealing."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shared_data import ROOT, shared_data

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("KILLS", "30"))  # in each round
ROUNDS = int(os.environ.get("KILL_ROUNDS", "2"))
PAPERS = 900
TAKEN_BACK = 7
FACTS = """
import json
from collections import Counter
from fingerpost.jobs.models import Job
from fingerpost.journal.domain import stream
from fingerpost.journal.models import Change
from fingerpost.library.models import Copy, Import, Paper, Rejected
from fingerpost.records.models import Record
from fingerpost.search import engine
from fingerpost.search.models import Pending, Withheld
from tests.survival.nursery import in_small_steps
in_small_steps()
index = engine.engine()
print(json.dumps({
    "imports": list(Import.objects.order_by("pk").values("name", "read", "added", "updated", "unchanged", "rejected", "position")),
    "rejects": Rejected.objects.count(),
    "jobs": sorted(set(Job.objects.values_list("kind", "state"))),
    "papers": Paper.objects.count(), "records": Record.objects.count(),
    "numbers": len(set(Paper.objects.exclude(pmid=None).values_list("pmid", flat=True))),
    "corrected": Paper.objects.filter(title__startswith="Corrected").count(),
    "withdrawn": Paper.objects.filter(state="withdrawn").count(),
    "copies": Copy.objects.count(),
    "copies_of_one": max(Counter(Copy.objects.values_list("paper_id", "source")).values()),
    "added": Change.objects.filter(kind="library.paper_added").count(),
    "added_twice": [n for n in Counter(Change.objects.filter(kind="library.paper_added").values_list("subject", flat=True)).values() if n > 1],
    "finished": Change.objects.filter(kind="library.import_finished").count(),
    "changes": Change.objects.count(), "unsealed": Change.objects.filter(position=None).count(),
    "waiting": Pending.objects.count() + Withheld.objects.count(),
    "documents": sorted(index.ids()) == sorted(index.meaning.ids()), "held": index.count(),
}))
"""


def article(number: int, title: str, more: str = "") -> str:
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{number}</PMID><Article><Journal>'
        f"<JournalIssue><PubDate><Year>2019</Year></PubDate></JournalIssue><Title>Ward</Title></Journal>"
        f"<ArticleTitle>{title}</ArticleTitle><Abstract><AbstractText>Of {number}, and what came of it.</AbstractText>"
        f"</Abstract>{more}</Article></MedlineCitation></PubmedArticle>\n"
    )


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """New papers (one broken), then corrections and numbers taken back; and a real file where there is one."""
    first, again = tmp_path / "first.xml.gz", tmp_path / "again.xml"
    papers = [article(80_000_000 + n, f"Trial number {n} of beds") for n in range(PAPERS)]
    papers[PAPERS // 2] = papers[PAPERS // 2].replace("</ArticleTitle>", "")
    first.write_bytes(gzip.compress(f"<PubmedArticleSet>{''.join(papers)}</PubmedArticleSet>".encode()))
    changed = [article(80_000_000 + n, f"Corrected trial number {n} of beds") for n in range(0, 300, 3)]
    gone = "".join(f'<PMID Version="1">{80_000_000 + n}</PMID>' for n in range(1, 1 + 3 * TAKEN_BACK, 3))
    again.write_text(f"<PubmedArticleSet>{''.join(changed)}<DeleteCitation>{gone}</DeleteCitation></PubmedArticleSet>")
    data = shared_data()
    real = sorted((data / "medline").glob("*.xml*"), key=lambda path: path.stat().st_size)[:1] if data else []
    return [first, *real, again]


class Home:
    """A home of its own, and the product's commands in it."""

    def __init__(self, folder: Path) -> None:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("FINGERPOST_", "DATABASE_URL", "SEARCH_URL"))
        }
        self.environment = kept | {
            "FINGERPOST_HOME": str(folder), "FINGERPOST_MEANING": "1", "FINGERPOST_LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "fingerpost.config.settings", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            "OPENBLAS_NUM_THREADS": "1", "SEARCH_URL": f"tantivy:{folder / 'index'}",
        }  # fmt: skip

    def run(self, *words: object, code: int = 0) -> str:
        """What a Python process printed, once it ended as it should."""
        done = subprocess.run(
            [sys.executable, *map(str, words)],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=900,
        )
        assert done.returncode == code, done.stderr[-3000:]
        return done.stdout.strip()

    def command(self, *words: object) -> str:
        """What a command of the product printed. Without the model, which the test's workers only pretended to have."""
        self.environment["FINGERPOST_MEANING"] = "0"
        try:
            return self.run("-m", "fingerpost", *words)
        finally:
            self.environment["FINGERPOST_MEANING"] = "1"


@pytest.mark.parametrize("seed", range(1, ROUNDS + 1))
def test_a_worker_that_is_killed_again_and_again_loses_and_doubles_nothing(tmp_path, files, seed):
    home = Home(tmp_path / "home")

    told = json.loads(home.run("-m", "tests.survival.nursery", KILLS, seed, *files).splitlines()[-1])
    facts = json.loads(home.run("-c", "import django; django.setup()" + FACTS))

    assert told["kills"] >= KILLS
    # Every file is accounted for, item by item.
    for row in facts["imports"]:
        assert row["read"] == row["position"] == row["added"] + row["updated"] + row["unchanged"] + row["rejected"]
    assert facts["rejects"] == sum(row["rejected"] for row in facts["imports"])
    first, again = facts["imports"][0], [row for row in facts["imports"] if row["name"] == "again.xml"]
    assert (first["read"], first["added"], first["rejected"]) == (PAPERS, PAPERS - 1, 1)
    assert again[0]["read"] == 100 + TAKEN_BACK
    # Nothing is doubled and nothing is missing.
    assert facts["papers"] == facts["records"] == facts["numbers"] == sum(row["added"] for row in facts["imports"])
    assert facts["corrected"] == 100
    assert facts["withdrawn"] >= TAKEN_BACK
    assert facts["copies_of_one"] == 1
    assert facts["added"] == facts["papers"]
    assert facts["added_twice"] == []
    assert facts["finished"] == len(facts["imports"])
    # Nothing waits, nothing hangs, nothing failed.
    # A generation of the index cannot be carried over, so building one is given up after five deaths.
    over = {("library.import", "done"), ("search.rebuild", "done"), ("search.rebuild", "failed")}
    assert {tuple(each) for each in facts["jobs"]} <= over
    assert (facts["waiting"], facts["unsealed"]) == (0, 0)
    # Index, vectors, database and stream are of one mind.
    assert facts["documents"]
    assert facts["held"] == facts["papers"] - facts["withdrawn"]
    assert home.command("index", "check") == "missing 0 extra 0"
    assert home.command("changes", "verify") == f"verified {facts['changes']}"
    home.command("index", "rebuild")
    assert home.command("index", "check") == "missing 0 extra 0"
    found = json.loads(home.command("search", '"Corrected trial number 297"', "--mode", "words", "--json"))
    assert found["total"] == 1
