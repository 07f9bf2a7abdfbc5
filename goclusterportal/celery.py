"""The Celery application: the worker and its clock."""

import os
from pathlib import Path

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_init, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goclusterportal.settings")

app = Celery("goclusterportal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# A call that is nearly a minute old has a successor.
EACH_MINUTE = {"schedule": crontab(), "options": {"expires": 55}}
# In the time zone of the portal, Europe/Berlin.
app.conf.beat_schedule = {
    "sweep": {"task": "notifications.tasks.sweep", **EACH_MINUTE},
    # The next batch of the newsletter.
    "newsletter": {"task": "events.tasks.newsletter", **EACH_MINUTE},
    "heartbeat": {"task": "goclusterportal.tasks.beat_heartbeat", **EACH_MINUTE},
    # Asked often, done once a day, from six o'clock on (tasks.py): so no single moment can be missed.
    "daily": {
        "task": "goclusterportal.tasks.daily_if_due",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 595},
    },
}


@app.on_after_configure.connect
def make_folders(sender, **kwargs):
    """The filesystem broker and the clock expect their folders to exist."""
    options = sender.conf.broker_transport_options or {}
    folders = [Path(options[key]) for key in ("data_folder_in", "data_folder_out", "control_folder") if key in options]
    folders.append(Path(sender.conf.beat_schedule_filename).parent)
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)


@worker_ready.connect
def catch_up(sender, **kwargs):
    """A worker that starts does first what fell due while none ran; both tasks may run at any time."""
    app.send_task("notifications.tasks.sweep")
    app.send_task("goclusterportal.tasks.daily")


@beat_init.connect
def first_beat(sender, **kwargs):
    """The clock shows itself at its start, not only at the next full minute."""
    app.send_task("goclusterportal.tasks.beat_heartbeat")
