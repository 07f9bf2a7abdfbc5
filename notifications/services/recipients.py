"""Whom a rung addresses, and who of them gets no mail: unreachable, opted out, or taken out by the office."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import RoleGrant, User
from notifications import sources
from notifications.ladder import is_skipped
from notifications.models import LadderRung, MailChoice, SkippedRung
from programme.models import ProgrammeSettings

Audience = LadderRung.Audience


def recipients_of(source, rung, key):
    """Whom this rung addresses, each once: the responsible people first, then who stands above them."""
    found: dict[str, sources.Recipient] = {}
    if rung.audience in {Audience.RESPONSIBLE, Audience.RESPONSIBLE_AND_OFFICE}:
        found.update((person.key, person) for person in source.recipients(key))
    if rung.also_board:
        above = list(board_of(source, key))
        # An escalation that reaches nobody would look like one that was sent.
        for person in above or [the_office()]:
            found.setdefault(person.key, person)
    if rung.also_ministry:
        for person in the_ministry(source):
            found.setdefault(person.key, person)
    if rung.audience in {Audience.OFFICE, Audience.RESPONSIBLE_AND_OFFICE}:
        office = the_office()
        found.setdefault(office.key, office)
    return found.values()


def board_of(source, key):
    """Who stands above the responsible people; nobody where the source knows of no one."""
    return source.escalation(key) if isinstance(source, sources.Escalating) else ()


def the_ministry(source):
    """The people of the ministry, each led to the page where it sees such cases; nobody where it has none."""
    if not isinstance(source, sources.Escalating):
        return []
    day = timezone.localdate()
    grants = RoleGrant.objects.filter(role=RoleGrant.Role.MINISTRY).holding_on(day)
    people = User.objects.filter(pk__in=grants.values("user"), is_active=True).order_by("email")
    return [sources.Recipient.of(user, link=source.ministry_link()) for user in people]


def the_office():
    """The office as a recipient: its functional mailbox, not its people."""
    return sources.Recipient(
        key=sources.OFFICE_KEY, email=ProgrammeSettings.load().office_email, name=gettext("Programmbüro"), language="de"
    )


def is_deliverable(recipient):
    """Whether a mail can be expected to arrive: there is an address, and the account is in use."""
    user = recipient.user
    return bool(recipient.email) and (user is None or (user.is_active and user.erased_at is None))


def choices_link():
    """Where a person sees which mails it gets and switches off what it may."""
    return reverse("notifications:mails")


@dataclass(frozen=True)
class Withheld:
    """What the office took out and what people do not want, for the subjects of one ladder."""

    # Subject key -> {(rung, recipient): SkippedRung}
    skipped: dict[str, dict[tuple[str, str], SkippedRung]]
    # Keys of recipients who opted out; empty where the ladder is a duty.
    unwilling: frozenset[str]

    def is_skipped(self, subject_key: str, rung: str, recipient: str) -> bool:
        return is_skipped(rung, recipient, self.skipped.get(subject_key, {}).keys())

    def skips_of(self, subject_key: str, rung: str) -> list[SkippedRung]:
        """What was taken out of this rung, for everyone or for single people."""
        return [row for row in self.skipped.get(subject_key, {}).values() if row.rung == rung]


def withheld_for(ladder, keys: Collection[str]) -> Withheld:
    """Two queries, however many subjects."""
    skipped: dict[str, dict[tuple[str, str], SkippedRung]] = defaultdict(dict)
    rows = SkippedRung.objects.filter(kind=ladder.kind, subject_key__in=set(keys), taken_back_at=None)
    for row in rows.select_related("skipped_by").order_by("skipped_at", "pk"):
        skipped[row.subject_key][row.rung, row.recipient] = row
    unwilling = MailChoice.objects.filter(kind=ladder.kind).values_list("user_id", flat=True) if ladder.courtesy else ()
    return Withheld(dict(skipped), frozenset(f"user:{pk}" for pk in unwilling))
