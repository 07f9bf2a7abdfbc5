"""Real calendar programs see a moved date move: vdirsyncer fetches the address, khal shows the days.

Both are Debian packages; `.ci/run` installs them. Where they are missing, icalendar reads the same answers, so that
the journey is tested everywhere; which of the two it was stands in the test's name.
"""

import datetime
import os
import shutil
import subprocess

import pytest
from django.utils import timezone
from icalendar import Calendar

from labels.services.duties import extend, waive
from labels.tests.factories import SilverDutyFactory

from .reading import address, fetch

pytestmark = pytest.mark.django_db(transaction=True)

SUMMARY = "Silber-Verpflichtung: Wasserkraft Oberland"
PROGRAMS = all(map(shutil.which, ("vdirsyncer", "khal")))


class Programs:
    """vdirsyncer and khal with a home of their own."""

    def __init__(self, home, url):
        self.home = home
        self.environment = {**os.environ, "HOME": str(home), "LC_ALL": "C.UTF-8", "NO_PROXY": "*"}
        (home / "status").mkdir()
        (home / "vdirsyncer.conf").write_text(
            f"""
[general]
status_path = "{home}/status/"
[pair portal]
a = "here"
b = "there"
collections = null
conflict_resolution = "b wins"
[storage here]
type = "filesystem"
path = "{home}/calendar/"
fileext = ".ics"
[storage there]
type = "http"
url = "{url}"
""",
            encoding="utf-8",
        )
        (home / "khal.conf").write_text(
            f"""
[calendars]
[[portal]]
path = {home}/calendar/
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {home}/khal.db
""",
            encoding="utf-8",
        )
        (home / "calendar").mkdir()
        self._run("vdirsyncer", "-c", f"{home}/vdirsyncer.conf", "discover")

    def days(self):
        """Fetched anew: the days on which the duty shows."""
        self._run("vdirsyncer", "-c", f"{self.home}/vdirsyncer.conf", "sync")
        shown = self._run(
            "khal", "-c", f"{self.home}/khal.conf", "list", "--format", "{start-date}|{title}", "2020-01-01", "9000d"
        )
        lines = [line.split("|") for line in shown.splitlines() if "|" in line]
        return sorted(day for day, title in lines if title == SUMMARY)

    def _run(self, *command):
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False, timeout=60, input="y\n"
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


class Library:
    """The same by icalendar."""

    def __init__(self, home, url):
        self.path = url[url.index("/calendar/") :]

    def days(self):
        found = Calendar.from_ical(fetch(self.path).content).walk("VEVENT")
        return sorted(entry.decoded("dtstart").isoformat() for entry in found if entry["summary"] == SUMMARY)


@pytest.mark.parametrize("reader", [pytest.param(Programs, id="khal") if PROGRAMS else pytest.param(Library, id="lib")])
def test_a_moved_date_moves(reader, live_server, tmp_path, manager, ministry, member_cluster):
    duty = SilverDutyFactory(membership=member_cluster.memberships.get(), key="S-2021-1")
    calendar = reader(tmp_path, live_server.url + address(manager))
    assert calendar.days() == ["2023-03-01"]
    today = timezone.localdate()
    until = today + datetime.timedelta(days=200)
    extend(duty, new_due_on=until, reason="Umbau.", decided_on=today, actor=ministry, day=today)
    assert calendar.days() == [until.isoformat()]
    waive(duty, reason="Entfällt.", decided_on=today, actor=ministry, day=today)
    assert calendar.days() == []
