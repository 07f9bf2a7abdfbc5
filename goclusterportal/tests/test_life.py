"""The life of a cluster in one browser, with the clock moved: from admission on a 29 February to the exit.

What people see, what mails go out, what the public finds: on the day, not only in the tables of rules.
"""

import datetime

import pytest
import time_machine
from django.core import mail

from admissions.tests.office_cases import decide, make_application, recommend
from clusters.models import Certificate, Membership
from goclusterportal.tasks import daily
from labels.models import SilverDuty
from notifications.tasks import sweep
from programme.models import ProgrammeSettings

from .browsing import Person, act, act_on
from .world import PDF

DUTY = "Silber-Verpflichtung"


class Life:
    """The clock, and a fresh browser for whoever acts on that day: a log-in does not last for months."""

    def __init__(self, live_page, clock):
        self.live_page, self.clock = live_page, clock

    def on(self, day):
        """Go to ten in the morning of a day; the daily work has been done. Returns the mails that it sent."""
        self.clock.move_to(datetime.datetime.fromisoformat(f"{day}T09:00:00+00:00"))
        before = len(mail.outbox)
        daily()
        sweep()
        return mail.outbox[before:]

    def as_(self, user=None):
        return Person(self.live_page(user))


@pytest.fixture
def life(live_page):
    with time_machine.travel(datetime.datetime(2028, 2, 29, 9, tzinfo=datetime.UTC)) as clock:
        yield Life(live_page, clock)


def to(mails, user):
    return [one.subject for one in mails if user.email in one.to]


def admit(life, applicant, office, board1, board2, ministry):
    """The commitment and the letter of a decided application, in the web admin. Returns the membership."""
    application = make_application("recommended", applicant, office)
    recommend(application, office, board1, board2)
    decide(application, ministry, "admitted")
    desk = life.as_(office)
    signed = {"text_version": "1", "signatory": "Vorstand", "signed_on": "2028-02-29", "document": PDF}
    act(desk, application, "commitment", **signed)
    act(desk, application, "release")
    return Membership.objects.get(cluster=application.cluster)


def award(life, office, cluster, level, assessed_on, **more):
    """Record a label; the days come from the terms, after a second look."""
    desk = life.as_(office).open(f"/admin/labels/labelaward/add/?cluster={cluster.pk}")
    page = desk.page
    page.locator("[name=level]").select_option(level)
    for name, value in {
        "assessed_on": assessed_on,
        "awarded_on": assessed_on,
        "confirmed_on": assessed_on,
        **more,
    }.items():
        page.fill(f"[name={name}]", value)
    save = page.locator("[name=_save]")
    desk.follow(save)
    if "/add/" in page.url:
        desk.sees("Vorschlag eingetragen").follow(save)
    assert "/add/" not in page.url, desk.text()


@pytest.mark.matrix
def test_the_life_of_a_cluster(life, applicant, office, board1, board2, ministry):
    ProgrammeSettings.objects.update_or_create(pk=1, defaults={"register_complete_since": datetime.date(2028, 1, 1)})
    membership = admit(life, applicant, office, board1, board2, ministry)
    cluster, duty = membership.cluster, SilverDuty.objects.get(membership=membership)
    profile, facts = f"/clusters/{cluster.slug}/", "/facts/?on="
    code = Certificate.objects.get(membership=membership).code

    # Admission on 29 February: the duty is due on 28 February two years later.
    life.as_(applicant).open("/my/").sees(DUTY).sees("28. Februar 2030")
    life.as_().open(profile).sees("2028")
    life.as_().open(f"/verify/{code}/").sees("heute gültig")

    # Bronze, by the interview of September: two years from the end of that month.
    life.on("2028-09-15")
    award(life, office, cluster, "bronze", "2028-09-15")
    life.as_().open(profile).sees("Bronze").sees("30. September 2030")
    life.as_().open(f"{facts}2028-09-14").sees("Mitglied")

    # At risk half a year before the day.
    life.on("2029-08-27")
    life.as_(applicant).open("/my/").sees_not("gefährdet")
    assert to(life.on("2029-08-28"), applicant)
    life.as_(applicant).open("/my/").sees("gefährdet")
    life.as_().open(profile).sees_not("gefährdet")

    # The office proposes, the ministry extends.
    life.on("2029-10-10")
    record = f"/admin/labels/silverduty/{duty.pk}/"
    wish = {"kind": "extension", "new_due_on": "2030-08-31", "reason": "Die Begutachtung ist im Juni."}
    act_on(life.as_(office), record, "propose", **wish)
    decider = life.as_(ministry).open(f"/decide/duties/{duty.key}/").sees("31. August 2030")
    decider.page.locator("input[value=accept]").check()
    decider.fill("Begründung", "Der Plan überzeugt.").submit()
    life.as_(applicant).open("/my/").sees("31. August 2030").sees("verlängert")

    # Silver in time.
    life.on("2030-06-20")
    award(life, office, cluster, "silver", "2030-06-20")
    life.as_(applicant).open("/my/").sees("erfüllt")
    life.as_().open(profile).sees("Silber").sees("30. Juni 2032")

    # It runs out; the gap shows, and is found again after the late renewal.
    assert to(life.on("2032-05-01"), applicant)
    life.on("2032-07-01")
    life.as_().open(profile).sees_not("Silber")
    life.as_(applicant).open("/my/").sees("überfällig")
    life.on("2033-03-10")
    days = {"valid_from": "2033-03-10", "valid_until": "2035-06-30", "dates_reason": "Laut Labelstelle"}
    award(life, office, cluster, "silver", "2033-03-10", **days)
    life.as_(applicant).open("/my/").sees("Lücken im Nachweis").sees("1. Juli 2032")
    life.as_().open(profile).sees("Silber")

    # Gold exempts while it is valid.
    life.on("2034-02-01")
    award(
        life,
        office,
        cluster,
        "gold",
        "2034-02-01",
        valid_from="2034-02-01",
        valid_until="2036-01-31",
        dates_reason="Laut Urkunde",
    )
    life.as_(applicant).open("/my/").sees("Gold")
    life.as_().open(profile).sees("Gold").sees("31. Januar 2036")
    life.on("2036-02-01")
    life.as_().open(profile).sees_not("Gold")
    life.as_(applicant).open("/my/").sees("überfällig")

    # Notice, given online; to the last day everything stays, the day after it is gone.
    life.on("2036-07-10")
    leaving = life.as_(applicant).open(f"/my/{cluster.slug}/membership/").press("Mitgliedschaft kündigen")
    leaving.sees("31. Oktober 2036").page.fill("[name=ends_on]", "2036-12-31")
    leaving.page.locator("[name=confirmed]").check()
    leaving.submit()
    leaving.sees("31. Dezember 2036").sees("Kündigung zurücknehmen")
    assert f"Kündigung der Mitgliedschaft: {cluster}" in to(mail.outbox, applicant)
    life.as_().open(profile).sees_not("31. Dezember 2036")
    life.on("2036-12-31")
    life.as_().open(profile)
    life.as_().open(f"/verify/{code}/").sees("heute gültig")
    life.as_(office).open("/admin/").sees("Ausscheidende Mitglieder")
    assert not to(life.on("2037-01-01"), applicant)
    assert life.as_().page.request.get(profile).status == 404
    life.as_().open(f"/verify/{code}/").sees_not("heute gültig")
    over = life.as_(applicant).open("/my/").sees_not("überfällig")
    over.open(f"/my/{cluster.slug}/").sees("ausgeschieden").sees("Letzter Tag der Mitgliedschaft: ausgetreten")
    life.as_().open(f"{facts}2036-12-31").sees("1 Mitglied")
