"""Background work on texts and their files. Each task may be repeated, and broken off at any point.

Publication is none of them: a text is live because a query says so, whether or not anything runs.
"""

from datetime import timedelta

from django_tasks import task

from embassy.lib import instant
from releases import link_check, media, traces
from releases.search import checking

UPLOADS_TAKE = timedelta(hours=24)


@task()
def check_links() -> dict[str, int]:
    """Ask for the pages to which drafts link: see releases/link_check.py."""
    found = [bool(result.problem) for result in link_check.run(instant.now())]
    return {"links": len(found), "problems": sum(found)}


@task()
def sweep_media() -> dict[str, int]:
    """Remove files of the media library that no row knows."""
    names = list(media.orphans(instant.now(), UPLOADS_TAKE))
    media.delete_files(names)
    return {"files": len(names)}


@task()
def mend_search() -> dict[str, int]:
    """Compare the search index with the texts and make it right."""
    outcome = checking.rebuild()
    return {"texts": outcome.seen, "wrong": outcome.wrong, "strays": outcome.strays}


@task()
def forget_traces() -> dict[str, int]:
    """See releases/traces.py."""
    return traces.forget(instant.now())
