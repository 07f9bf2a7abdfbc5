"""The whole way in one browser, as five people and a visitor: from sign-up to the member's public profile.

Mails are sent by the real outbox; nothing is written to the database behind the pages' backs but the cast itself.
"""

import re

from django.core import mail
from django.utils import timezone

from admissions.models import Application, Decision
from clusters.models import Certificate, Membership
from labels.models import SilverDuty
from notifications.models import OutboxMessage
from programme.models import ProgrammeSettings

from .browsing import Person, act
from .world import PDF

PASSWORD = "Holz-und-Stein-2026"
NAME = "Kältetechnik Müritz"


def confirmation_link():
    return re.search(r"https?://[^/\s]+(/\S*confirm-email\S*)", mail.outbox[-1].body).group(1)


def sign_up(person):
    """From the page of sign-up, where the person may have been led to, to the first page behind it."""
    if "/accounts/signup/" not in person.page.url:
        person.open("/accounts/signup/")
    person.fill("E-Mail", "neu@portal.test").fill("Name", "Nele Neu")
    person.page.fill("input[name=password1]", PASSWORD)
    person.page.fill("input[name=password2]", PASSWORD)
    person.follow(person.page.locator("main form button[type=submit]").first)
    person.open(confirmation_link())
    person.follow(person.page.locator("main form button[type=submit]").first)
    if "login" in person.page.url:
        person.page.fill("input[name=login]", "neu@portal.test")
        person.page.fill("input[name=password]", PASSWORD)
        person.follow(person.page.locator("main form button[type=submit]").first)


def apply(person):
    """Cluster, organisation, thirty answers with own points, submission. Returns the number."""
    person.open("/apply/register/")
    page = person.page
    for field, text in [
        ("cluster-name", NAME),
        ("cluster-city", "Waren"),
        ("organisation-legal_name", f"{NAME} e.V."),
        ("organisation-legal_form", "eingetragener Verein"),
        ("organisation-street", "Seestraße 1"),
        ("organisation-postal_code", "17192"),
        ("organisation-city", "Waren"),
        ("organisation-signatory", "Vorstand"),
    ]:
        page.fill(f"input[name={field}]", text)
    person.check("Mecklenburg-Vorpommern").check("Brandenburg")
    person.submit()
    person.sees("ist erfasst").sees_not("Bitte prüfen Sie Ihre Angaben")
    person.press("Antrag beginnen")
    number = Application.objects.get(cluster__name=NAME).number
    for group in "1234":
        person.open(f"/apply/{number}/section/{group}/")
        for area in page.locator("textarea[name$=text]").all():
            area.fill("Wir tun das seit 2019, mit belegtem Erfolg.")
        for choice in page.locator("input[type=radio][name$=own_points][value='2']").all():
            choice.check()
        person.press("Speichern")
    person.open(f"/apply/{number}/").sees("Alle Kriterien sind beantwortet")
    person.open(f"/apply/{number}/check/").press("einreichen")
    person.sees(number)
    return number


def declare(person, url):
    person.open(url)
    person.page.locator("input[name=value][value=none]").check()
    person.submit()


def review(person, number, thirds):
    """Declare, score every criterion, hand in. `thirds` criteria get three points, the others two."""
    declare(person, f"/review/{number}/conflict/")
    person.open(f"/review/{number}/")
    codes = person.page.locator("fieldset.review-points").all()
    for position, fieldset in enumerate(codes):
        points = 3 if position < thirds else 2
        fieldset.locator(f"input[value='{points}']").check()
    person.fill("Zusammenfassung", "Solide Arbeit, guter Plan.")
    person.press("Gutachten abgeben")


def test_from_sign_up_to_the_public_profile(live_page, office, board1, board2, ministry, outsider):
    today = timezone.localdate()
    ProgrammeSettings.load()
    ProgrammeSettings.objects.update(register_complete_since=today)
    visitor = Person(live_page())
    visitor.open("/clusters/?q=kaeltetechnik").sees("Kein Cluster gefunden")

    applicant = Person(live_page())
    sign_up(applicant)
    number = apply(applicant)
    application = Application.objects.get(number=number)
    assert application.state == "submitted"
    assert [land.iso for land in application.cluster.laender.order_by("iso")] == ["DE-BB", "DE-MV"]
    assert any(number in message.subject + message.body for message in mail.outbox)

    office_ = Person(live_page(office))
    declare(office_, f"/admin/admissions/application/{application.pk}/act/declare/")
    act(office_, application, "check", accept_rest=True)
    act(office_, application, "accept")
    office_.open(f"/admin/admissions/application/{application.pk}/act/assign/")
    for box in office_.page.locator("input[name=reviewers]").all():
        box.check()
    for _round in range(2):  # The second time shows number and names before anything is mailed.
        if "/act/assign" in office_.page.url:
            office_.submit()
    application.refresh_from_db()
    assert application.state == "in_review"

    first, chair = Person(live_page(board1)), Person(live_page(board2))
    review(first, number, thirds=2)
    chair.open("/review/").sees(NAME).sees_not("Solide Arbeit")
    review(chair, number, thirds=1)
    chair.open(f"/review/{number}/results/").sees("61,5 von 90 Punkten")

    act(
        office_,
        application,
        "interview",
        held_on=today.isoformat(),
        participants="Clustermanagement",
        minutes="Die Finanzierung steht.",
    )
    chair.open(f"/review/{number}/open-vote/").page.fill("input[name=closes_on]", today.isoformat())
    chair.press("Abstimmung eröffnen")
    for member in (first, chair):
        member.open(f"/review/{number}/vote/")
        member.page.locator("input[name=value][value=yes]").check()
        member.press("Abstimmen")
    chair.open(f"/review/{number}/close-vote/").press("Abstimmung schließen")
    chair.open(f"/review/{number}/recommend/").page.fill("textarea[name=text]", "Die Kriterien sind erfüllt.")
    chair.press("Empfehlung festhalten")
    act(office_, application, "paper", file_reference="AZ-4711", assessment="Zustimmung empfohlen.")

    applicant.open(f"/apply/{number}/").sees_not("Die Kriterien sind erfüllt").sees_not("61,5")

    decider = Person(live_page(ministry))
    declare(decider, f"/decide/{number}/conflict/")
    decider.open(f"/decide/{number}/").sees("61,5 von 90 Punkten")
    decider.open(f"/decide/{number}/decision/")
    decider.page.locator("input[name=outcome][value=admitted]").check()
    decider.page.fill("input[name=decided_on]", today.isoformat())
    decider.page.fill("input[name=starts_on]", today.isoformat())
    decider.page.fill("textarea[name=reason]", "Die Voraussetzungen liegen vor.")
    decider.press("Weiter zur Bestätigung")
    decider.follow(decider.page.locator("main form button[type=submit]").first)
    assert Decision.objects.get(application=application).outcome == "admitted"
    applicant.open(f"/apply/{number}/").sees_not("Die Voraussetzungen liegen vor")

    act(
        office_,
        application,
        "commitment",
        text_version="1",
        signatory="Vorstand",
        signed_on=today.isoformat(),
        document=PDF,
    )
    letter = OutboxMessage.objects.get(kind="decision-letter")
    membership = Membership.objects.get(cluster=application.cluster)
    assert (letter.state, membership.public_from) == ("held", None)
    assert SilverDuty.objects.filter(membership=membership).count() == 1
    visitor.open("/clusters/?q=kaeltetechnik").sees("Kein Cluster gefunden")

    sent_before = len(mail.outbox)
    act(office_, application, "release")
    letter.refresh_from_db()
    assert letter.state == "sent"
    assert [name for name, _content, kind in mail.outbox[sent_before].attachments if kind == "application/pdf"]
    applicant.open(f"/apply/{number}/").sees("61,5 von 90 Punkten").sees_not("Solide Arbeit").sees_not("Berta Beirat")
    letters = applicant.page.locator("a[href*='/letter/']")
    assert letters.count() == len(letter.attachments.all())
    fetched = applicant.page.request.get(letters.first.get_attribute("href"))
    assert (fetched.status, fetched.body()[:5]) == (200, b"%PDF-")
    applicant.open("/my/").sees("Silber-Verpflichtung")

    visitor.open("/clusters/?q=kaeltetechnik").sees(NAME).press(NAME)
    visitor.sees("Mecklenburg-Vorpommern").sees(f"{today.year}")
    visitor.open(f"/facts/?on={today.isoformat()}").sees("Mitglied")
    code = Certificate.objects.get(membership=membership).code
    visitor.open(f"/verify/{code}/").sees("heute gültig")
    visitor.open(f"/en/clusters/{application.cluster.slug}/").sees("Mecklenburg")

    stranger = live_page(outsider)
    for path in (f"/apply/{number}/", f"/review/{number}/", f"/decide/{number}/"):
        assert stranger.request.get(path).status == 404
