"""Background work that belongs to no app: what log-ins and workers leave behind. Each task may be repeated."""

from datetime import timedelta
from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from embassy.background.models import Worker
from embassy.lib import instant

RESULTS_KEPT_FOR = timedelta(days=30)
A_DAY = timedelta(days=1)


@task()
def clear_sessions() -> dict[str, int]:
    """Sessions that are over, and what allauth noted of them."""
    before = Session.objects.count()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    is_there = Exists(Session.objects.filter(session_key=OuterRef("session_key")))
    ended = UserSession.objects.filter(~is_there, last_seen_at__lt=instant.now() - A_DAY)
    return {"sessions": before - Session.objects.count(), "notes": ended.delete()[0]}


@task()
def forget_results() -> dict[str, int]:
    """What workers said a month ago, and workers that have not been heard of for a day."""
    at = instant.now()
    results = DBTaskResult.objects.finished().filter(finished_at__lte=at - RESULTS_KEPT_FOR)
    return {
        "results": results.delete()[0],
        "workers": Worker.objects.filter(seen_at__lte=at - A_DAY).delete()[0],
    }
