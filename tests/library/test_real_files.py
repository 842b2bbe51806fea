"""Every record of the real files beside the checkout is accounted for."""

from pathlib import Path

import pytest

from fingerpost.jobs.domain import work
from fingerpost.jobs.models import Job, JobState
from fingerpost.library.domain.published import imports
from fingerpost.library.models import Copy, Import, Paper
from fingerpost.organisations.readers import ANYONE
from fingerpost.search.domain.checking import compare
from fingerpost.search.domain.find import find
from tests.shared_data import shared_data

pytestmark = pytest.mark.django_db
DATA = shared_data()
FILES = sorted(path for folder in ("medline", "exports") for path in (DATA / folder).iterdir()) if DATA else []


def bring_in(path: Path) -> Import:
    came_in = imports.start(path, by=None)
    work.run_until_idle("default")
    came_in.refresh_from_db()
    return came_in


def test_the_real_files_are_here():
    if DATA is None:
        pytest.skip("There is no real data beside this checkout: the tests of real files did not run.")
    assert len(FILES) >= 9


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_record_of_a_real_file_is_accounted_for(path):
    came_in = bring_in(path)

    assert Job.objects.get().state == JobState.DONE
    assert came_in.read > 0
    assert came_in.read == came_in.position
    assert came_in.read == came_in.added + came_in.updated + came_in.unchanged + came_in.rejected
    assert came_in.rejected == came_in.rejects.count()
    assert Paper.objects.count() == came_in.added


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_real_file_brought_in_again_adds_nothing(path):
    first = bring_in(path)
    copies = Copy.objects.count()

    again = bring_in(path)

    assert (again.added, again.read, again.rejected) == (0, first.read, first.rejected)
    assert (Paper.objects.count(), Copy.objects.count()) == (first.added, copies)


@pytest.mark.skipif(DATA is None, reason="There is no real data beside this checkout.")
def test_papers_of_the_real_medline_file_are_found_by_their_topic(index_now):
    bring_in(DATA / "medline" / "medline16n0902.xml.gz")
    index_now()
    paper = Paper.objects.exclude(mesh=[]).filter(standing="").order_by("pmid").first()

    found, page = find(paper.title, reader=ANYONE)

    assert paper.pk in [one.record.pk for one in found]
    assert page.total >= 1
    assert compare() == (0, 0)
