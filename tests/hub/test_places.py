"""Everything that can be found has a page to go to."""

from fingerpost.hub.web.presenters import PAGES
from fingerpost.search import registry


def test_every_kind_that_search_knows_has_a_page():
    assert set(registry.kinds()) - set(PAGES) == set()
