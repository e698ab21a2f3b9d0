import pytest

from releases.models import Edition
from releases.search.matching import matching, ranked
from releases.search.query import parse


@pytest.fixture
def found(at):
    """The titles that a query finds among what is listed, newest first; or the best first."""

    def search(typed, *, at=at, best_first=False):
        query = parse(typed)
        editions = matching(Edition.objects.listed(at), query, ["en", "ru", "fr"])
        return [edition.title for edition in (ranked(editions, query, ["en", "ru", "fr"]) if best_first else editions)]

    return search
