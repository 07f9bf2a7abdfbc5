"""The matrix on people and papers: pages that only show in a state of their own, as (who, address, what is done)."""

from admissions.models import PaperEntry
from records.uploads import store_bytes

from .world import INVITATION_TOKEN, PDF, make_application

# The site's search with hits of every kind, of one kind, without any, and with words it cannot look for.
SEARCHES = ["/search/?q=cluster", "/search/?q=erfolg&kind=stories", "/search/?q=nirgends", "/search/?q=%21"]


def accept(page):
    """Accepts an invitation that went to another address, without confirming it."""
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def people_pages(world, empty_form):
    people = f"/apply/{world.draft.number}/people"
    return [
        ("applicant", f"{people}/invite/", empty_form),
        ("applicant", f"{people}/{world.invited.pk}/", None),
        ("applicant", f"{people}/hand-over/", empty_form),
        ("applicant", f"{people}/deputy/", empty_form),
        ("outsider", f"/apply/invitation/{INVITATION_TOKEN}/", None),
        ("outsider", f"/apply/invitation/{INVITATION_TOKEN}/", accept),
        ("visitor", "/apply/invitation/unbekannt/", None),
        ("office", f"/apply/{world.on_paper.number}/section/1/", None),
    ]


def paper_pages(world, empty_form):
    cases = "/admin/admissions/application"
    return [
        ("office", f"{cases}/{world.submitted.pk}/act/paper-withdraw/", empty_form),
        ("office", f"{cases}/paper/", empty_form),
        ("office", f"{cases}/{world.on_paper.pk}/change/", None),
        ("office", f"{cases}/{world.on_paper.pk}/act/paper-submit/", None),
        ("office", f"{cases}/{world.returned.pk}/act/paper-supplement/", None),
    ]


def application_on_paper(world):
    """A draft that the office enters."""
    application = make_application(world, "Papiercluster", "draft")
    PaperEntry.objects.create(
        application=application,
        kind=PaperEntry.Kind.APPLICATION,
        received_on=world.today,
        document=store_bytes(PDF, "Antrag.pdf", "application/pdf", by=world.cast.office),
        note="Brief vom Vorstand",
        entered_by=world.cast.office,
    )
    return application


def wrong_website(page):
    page.fill("main [name=website]", "kein Link")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state()


def hand_in(page):
    """Hands the profile in, once; then the page tells that it waits."""
    button = page.locator("main form[action$='/profile/submit/'] button")
    if button.count():
        button.click()
    else:
        page.goto(page.url.replace("preview/", ""))
    page.wait_for_load_state()


def member_pages(world, empty_form):
    cluster, key = world.cluster.slug, world.duty.key
    return [
        ("manager", f"/my/{cluster}/membership/notice/", empty_form),
        ("manager", f"/my/{cluster}/figures/", empty_form),
        ("manager", f"/my/{cluster}/profile/", wrong_website),
        ("manager", f"/my/{cluster}/profile/preview/", hand_in),
        ("ministry", f"/decide/members/{cluster}/", empty_form),
        ("manager", f"/my/{cluster}/labels/report/", empty_form),
        ("manager", f"/my/{cluster}/labels/certificate/", empty_form),
        ("ministry", f"/decide/duties/{key}/", empty_form),
        ("ministry", f"/decide/mergers/{world.merger.absorbed.slug}/", empty_form),
        ("ministry", "/decide/duties/?state=overdue", None),
        ("ministry", "/decide/labels/?on=2031-01-31", None),
        ("ministry", "/decide/labels/?on=morgen", None),
    ]
