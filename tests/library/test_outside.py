"""Papers from the internet come only where the operator allows it, and the reason for a no is said in words."""

import pytest

from fingerpost.jobs.domain import work
from fingerpost.jobs.models import Job, JobState
from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain.published import outside
from fingerpost.library.models import Import

pytestmark = pytest.mark.django_db


def test_nothing_is_asked_of_the_internet_unless_the_operator_allows_it():
    with pytest.raises(RuleBroken, match="not allowed to use the internet"):
        outside.start("pubmed", "sepsis", by=None, team=None)

    assert (Import.objects.count(), Job.objects.count()) == (0, 0)


def test_a_search_that_waits_is_not_sent_once_the_operator_says_no(settings):
    settings.INTERNET_ALLOWED = True
    outside.start("europe-pmc", "sepsis", by=None, team=None)
    settings.INTERNET_ALLOWED = False

    work.run_until_idle("default")

    job = Job.objects.get()
    assert (job.state, job.reason) == (JobState.FAILED, "This site is no longer allowed to use the internet.")


@pytest.mark.parametrize(
    ("source", "question", "words"),
    [
        ("google", "sepsis", "Choose PubMed or Europe PMC"),
        ("pubmed", "   ", "Write a search, or a list of PMIDs"),
        ("pubmed", "x" * 20_001, "at most 20,000 characters"),
    ],
)
def test_a_search_that_makes_no_sense_is_refused_in_words(settings, source, question, words):
    settings.INTERNET_ALLOWED = True

    with pytest.raises(RuleBroken, match=words):
        outside.start(source, question, by=None, team=None)
