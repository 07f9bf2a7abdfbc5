"""/healthz says that the process answers, /readyz whether it can do its work. Both are for machines."""

import logging

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import KombuError, OperationalError

from goclusterportal.celery import app
from programme.models import Heartbeat

logger = logging.getLogger(__name__)


@never_cache
@require_safe
def alive(request):
    """200 "ok" as long as the process answers; asks nothing of database or broker."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def ready(request):
    """JSON: database and broker ("ok" or "unreachable"), beat_age_seconds (null before the first beat), beat.

    503 when any of them is not "ok". Says nothing about names, versions or causes: those are in the log.
    """
    database, beat_age = _database()
    broker = _broker()
    if beat_age is None:
        beat = "missing"
    else:
        beat = "ok" if beat_age <= settings.BEAT_MAX_AGE.total_seconds() else "late"
    healthy = (database, broker, beat) == ("ok", "ok", "ok")
    return JsonResponse(
        {
            "status": "ok" if healthy else "unhealthy",
            "database": database,
            "broker": broker,
            "beat": beat,
            "beat_age_seconds": beat_age,
        },
        status=200 if healthy else 503,
    )


def _database():
    """State of the database and the whole seconds since the last beat noted there."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        heartbeat = Heartbeat.objects.filter(name="beat").first()
    except DatabaseError:
        logger.exception("The database does not answer")
        return "unreachable", None
    if heartbeat is None:
        return "ok", None
    return "ok", max(0, int((timezone.now() - heartbeat.at).total_seconds()))


def _broker():
    try:
        with app.connection_for_write(transport_options=_IMPATIENT) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=2)
            broker.channel().close()
    except (OSError, KombuError, OperationalError):
        logger.exception("The broker does not answer")
        return "unreachable"
    return "ok"


_IMPATIENT = {"socket_connect_timeout": 2, "socket_timeout": 2}
