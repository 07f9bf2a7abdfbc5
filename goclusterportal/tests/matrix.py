"""The pages of the matrix: which address, as whom, and what is left out and why. A new address joins by itself.

Addresses come from three places: the access table, the registered models of the admin (and every link that their
pages offer) and the pages about one's own account. What shows no page stands in NO_PAGE with its reason.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

from django.contrib import admin
from django.urls import resolve, reverse
from django.utils import timezone

from accounts.tests.factories import PASSWORD

from .access import MOVED, REFUSED_METHOD, ROLES, SHOWN, TABLE
from .matrix_articles import contribution_pages
from .matrix_directory import directory_pages
from .matrix_newsletter import newsletter_admin_pages, newsletter_pages
from .matrix_no_page import NO_PAGE
from .matrix_people import SEARCHES, member_pages, paper_pages, people_pages
from .matrix_registration import registration_pages
from .test_access import names, objects

# The person whose page is looked at, where several may see it.
PREFERRED = ("visitor", "applicant", "board1", "ministry", "office", *ROLES)


@dataclass(frozen=True)
class Page:
    """One page: who opens which address (without the language), and what is done there before looking."""

    who: str
    path: str
    act: Callable | None = None
    status: int = 200

    def __str__(self):
        return f"{self.who} {self.path}{f' ({self.act.__name__})' if self.act else ''}"


# --- From the access table ---------------------------------------------------


def named_pages():
    """Name and row of every address of the table that answers GET with a page."""
    return {name: row for name, row in TABLE.items() if row.get == SHOWN and name not in NO_PAGE}


def table_pages(world, *areas):
    parts = objects(world)
    for name, row in named_pages().items():
        if name.startswith(areas):
            who = next(role for role in PREFERRED if role in row.who)
            yield Page(who, reverse(name, kwargs=parts[row.needs]))


def unexplained():
    """Addresses of the table that are neither in the matrix nor left out for a reason."""
    without = {name for name, row in TABLE.items() if row.get in (REFUSED_METHOD, MOVED)}
    return set(TABLE) - set(named_pages()) - without - set(NO_PAGE)


# --- Pages that only show after something was done ---------------------------


def empty_form(page):
    """Sends the page's form as it is; the answer is the page with its errors."""
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state()


def new_address(page):
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def wrong_figure(page):
    page.locator("main input[name$='-figure_share']").fill("einige")
    empty_form(page)


def wrong_link(page):
    page.locator("main details > summary").first.click()
    page.locator("main input[name$='-link']").first.fill("kein Link")
    empty_form(page)


def open_menu(page):
    toggle = page.locator(".portal-nav__toggle")
    if toggle.is_visible():
        toggle.click()


def one_third(page):
    """The self-check with a result."""
    for choice in page.locator("main input[type=radio][value='1']").all():
        choice.check()
    empty_form(page)


def ready_to_confirm(page):
    page.locator("input[name=outcome][value=deferred]").check()
    page.fill("input[name=decided_on]", timezone.localdate().isoformat())
    page.fill("textarea[name=reason]", "Bitte die Finanzierung klären.")
    empty_form(page)


def signed_in_once(page):
    """The question for the second factor, after the right password."""
    page.fill("input[name=login]", "board2@portal.test")
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def broken_file(page):
    page.locator("main input[type=file]").set_input_files(
        {"name": "cluster.csv", "mimeType": "text/csv", "buffer": b"Name;Land\nOhne Land;\n"}
    )
    empty_form(page)


def public_extras(world):
    return [
        Page("visitor", "/", open_menu),
        *(Page("visitor", path) for path in SEARCHES),
        *(Page("visitor", *row) for row in directory_pages()),
        Page("visitor", "/facts/?on=2020-12-31"),
        Page("visitor", "/facts/?on=morgen"),
        Page("visitor", f"/facts/?on={world.today}&with={world.snapshot.key_date}"),
        Page("visitor", f"/facts/?on={world.snapshot.key_date}"),
        Page("visitor", "/self-check/", one_third),
        Page("visitor", "/self-check/?S1=9&S2=1"),
        Page("visitor", "/self-check/carry-over/?S1=2&S2=1"),
        Page("visitor", "/verify/AAAABBBBCCCCDDDD/"),
        Page("visitor", "/feedback/", empty_form),
        Page("visitor", "/feedback/?page=/map/"),
        Page("visitor", "/newsletter/", empty_form),
        *(Page(*one) for one in registration_pages(world, empty_form)),
        *(Page(*one) for one in newsletter_pages(world, empty_form)),
        Page("visitor", "/gibt-es-nicht/", status=404),
        Page("manager", "/my/calendar/"),
        Page("office", "/my/calendar/", new_address),
    ]


def applicant_extras(world):
    number = world.draft.number
    return [
        Page("applicant", "/apply/register/", empty_form),
        Page("applicant", f"/apply/{number}/section/2/"),
        Page("applicant", f"/apply/{number}/section/1/", wrong_link),
        Page("applicant", f"/apply/{number}/section/1/", wrong_figure),
        Page("applicant", f"/apply/{world.returned.number}/"),
        Page("applicant", f"/apply/{world.returned.number}/section/1/"),
        Page("applicant", f"/apply/{world.returned.number}/check/"),
        Page("applicant", f"/apply/{world.returned.number}/changes/2/?show=all"),
        Page("applicant", f"/apply/{world.interview.number}/"),
        Page("applicant", f"/apply/{world.refused.number}/"),
        *(Page(*one) for one in people_pages(world, empty_form)),
        Page("applicant", f"/apply/{world.asked.number}/"),
        Page("applicant", f"/apply/{world.asked.number}/interview/", empty_form),
        Page("applicant", f"/apply/{world.agreed.number}/"),
        Page("applicant", f"/apply/{world.agreed.number}/interview/"),
        Page("outsider", "/apply/"),
        Page("outsider", "/apply/start/"),
        Page("applicant", "/self-check/carry-over/?S1=2&S2=1", empty_form),
        Page("outsider", "/self-check/carry-over/?S1=2&S2=1", empty_form),
        Page("manager", "/my/"),
        Page("applicant", "/my/"),
        Page("outsider", "/my/"),
    ]


def board_extras(world):
    scoring, recommended = world.scoring.number, world.recommended.number
    return [
        Page("board1", f"/review/{scoring}/"),
        Page("board1", f"/review/{scoring}/", empty_form),
        Page("board1", f"/review/{scoring}/abstain/"),
        Page("board1", f"/review/{scoring}/abstain/", empty_form),
        Page("board2", f"/review/{scoring}/conflict/", empty_form),
        Page("board2", f"/review/{world.interview.number}/recommend/"),
        Page("board2", f"/review/{world.interview.number}/vote/", empty_form),
        Page("board2", f"/review/{world.voted.number}/vote/"),
        Page("board2", f"/review/{world.voted.number}/recommend/", empty_form),
        Page("board2", f"/review/{world.unopened.number}/open-vote/", empty_form),
        Page("board2", f"/review/{world.interview.number}/close-vote/"),
        Page("board2", f"/review/{world.voted.number}/reopen-vote/", empty_form),
        Page("board2", f"/review/sittings/{world.sitting.key}/edit/"),
        Page("board3", f"/review/sittings/{world.sitting.key}/"),
        Page("board3", "/review/"),
        Page("board1", f"/review/{world.agreed.number}/"),
        Page("ministry", f"/decide/{recommended}/decision/", empty_form),
        Page("ministry", f"/decide/{recommended}/decision/", ready_to_confirm),
        Page("ministry", f"/decide/{world.refused.number}/"),
    ]


def member_extras(world):
    return [Page(*row) for row in (*member_pages(world, empty_form), *contribution_pages(world, empty_form))]


# --- Own account -------------------------------------------------------------

ACCOUNT = {
    "account_login": "visitor",
    "account_signup": "visitor",
    "account_reset_password": "visitor",
    "account_reset_password_done": "visitor",
    "account_reset_password_from_key_done": "visitor",
    "account_email_verification_sent": "visitor",
    "account_reauthenticate": "applicant",
    "account_email": "applicant",
    "account_change_password": "applicant",
    "mfa_index": "office",
    "mfa_authenticate": "visitor",
    "mfa_reauthenticate": "office",
    "mfa_activate_totp": "applicant",
    "mfa_deactivate_totp": "office",
    "mfa_view_recovery_codes": "office",
    "mfa_generate_recovery_codes": "office",
    "mfa_list_webauthn": "office",
    "usersessions_list": "applicant",
}
ACCOUNT_PREFIXES = ("account_", "mfa_", "socialaccount_", "usersessions_")


def account_names():
    return {name for name in names() if name.startswith(ACCOUNT_PREFIXES)}


def account_pages(world):
    for name, who in ACCOUNT.items():
        if name == "mfa_authenticate":
            yield Page(who, reverse("account_login"), signed_in_once)
        else:
            yield Page(who, reverse(name))
    yield Page("applicant", reverse("mfa_index"))
    yield Page("outsider", reverse("account_email"))
    for name in ("account_login", "account_signup", "account_reset_password"):
        yield Page("visitor", reverse(name), empty_form)
    yield Page("visitor", reverse("account_reset_password_from_key", args=["1", "set-1"]))
    yield Page("visitor", reverse("account_confirm_email", args=["unbekannt"]))


# --- The admin ---------------------------------------------------------------


def admin_names():
    return {name for name in names() if name.startswith("admin:")}


def admin_pages(who, client):
    """Every list, every new form, one record of each kind, and every page that these link to, once per address."""
    start = [reverse("admin:index")]
    for model, model_admin in admin.site._registry.items():
        prefix = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        start += [reverse("admin:app_list", args=[model._meta.app_label]), reverse(f"{prefix}_changelist")]
        start.append(reverse(f"{prefix}_add"))
        start += [
            reverse(f"{prefix}_{page}", args=[key])
            for key in model_admin.model.objects.values_list("pk", flat=True)[:1]
            for page in ("change", "history", "delete")
        ]
    found, waiting = {}, start
    while waiting:
        path = waiting.pop(0)
        place = _place(path)
        if place is None or place in found:
            continue
        answer = client.get(path)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        found[place] = Page(who, path)
        main = re.split(r"<main\b", answer.content.decode())[1]
        waiting += [unescape(link) for link in re.findall(r'href="(/admin/[^"?#]*)', main)]
    return found


def _place(path):
    """What makes a page of the admin one of its own: name of the address and of the act. None: no page."""
    match = resolve(path)
    name = f"admin:{match.url_name}"
    if match.namespace != "admin" or name in NO_PAGE or not match.url_name:
        return None
    return (name, *(str(value) for key, value in match.kwargs.items() if key not in ("object_id", "pk", "sequence")))


def admin_extras(world):
    submitted, catalogue = world.submitted.pk, world.submitted.catalogue_id
    return [
        Page("office", f"/admin/admissions/application/{submitted}/change/"),
        Page("office", f"/admin/admissions/application/{world.interview.pk}/change/"),
        Page("office", f"/admin/admissions/application/{world.admitted.pk}/change/"),
        *(Page(*one) for one in paper_pages(world, empty_form)),
        *(Page(*one) for one in newsletter_admin_pages(world, empty_form)),
        Page("office", f"/admin/admissions/application/{submitted}/act/return/", empty_form),
        Page("office", f"/admin/admissions/criteriacatalogue/{catalogue}/rule/?rule=every_group&everywhere=2"),
        Page("office", f"/admin/admissions/criteriacatalogue/{catalogue}/rule/?rule=count&everywhere=-1"),
        Page("office", f"/admin/admissions/application/{world.agreed.pk}/change/"),
        Page("office", f"/admin/admissions/application/{world.asked.pk}/act/plan-interview/", empty_form),
        Page("office", f"/admin/admissions/application/{world.agreed.pk}/act/move-interview/", empty_form),
        Page("office", f"/admin/admissions/application/{world.agreed.pk}/act/cancel-interview/"),
        Page("office", f"/admin/admissions/application/{world.agreed.pk}/act/interview/"),
        Page("office", "/admin/labels/labelaward/add/", empty_form),
        Page("office", "/admin/labels/labelaward/outlook/?on=2031-01-31"),
        Page("office", "/admin/labels/labelaward/outlook/?on=morgen"),
        Page("office", "/admin/labels/silverduty/overview/?state=overdue"),
        Page("office", "/admin/clusters/cluster/import/", broken_file),
        Page("office", "/admin/labels/labelaward/import-history/", broken_file),
        Page("office", "/admin/clusters/cluster/?q=nirgends"),
        Page("administrator", "/admin/accounts/user/add/", empty_form),
    ]
