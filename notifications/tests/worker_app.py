"""The portal's Celery application as real processes of a test run it: `celery -A notifications.tests.worker_app`.

It reminds of what filed_source.py lists, and keeps its broker's keys apart from those of other tests. Never imported by
a test itself: both would stay with the test's own process.
"""

from django.conf import settings

from goclusterportal.celery import app
from notifications import sources

from .filed_source import FiledSource

if settings.REDIS_URL:
    app.conf.broker_transport_options = {
        **settings.CELERY_BROKER_TRANSPORT_OPTIONS,
        "global_keyprefix": f"{settings.VAR_DIR}:",
    }

sources.register(FiledSource())
