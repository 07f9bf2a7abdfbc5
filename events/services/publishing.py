"""The one door for what the public reads: release on a day, take back."""

from datetime import datetime, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.permissions import is_office
from notifications.services import queue_mail
from programme import content as pages
from programme.errors import ActRefused
from programme.markdown import tokens_in
from programme.models import ProgrammeSettings
from records.services import record
from records.shown_pictures import hold_back_pictures, publish_pictures

from ..contributing import EARLIEST_RELEASE, LATEST_RELEASE
from ..models import Event, Publication, Story
from .edition_mails import tell_submitter
from .registration_news import registered_count

MARKDOWN_FIELDS = ("body_de", "body_en", "summary_de", "summary_en")

NO_SOURCE = gettext_lazy("Eine Publikation braucht eine Datei oder einen Link.")


def locked(content):
    """The row as it is now, nobody else's until the transaction ends."""
    return type(content).objects.select_for_update(of=("self",)).get(pk=content.pk)


def keep_others_changes(content, changed):
    """Hold the row, and take from it whatever the form did not change: an act may have written it meanwhile.

    `changed` names the fields of the form. Call it in the transaction that saves `content`. ActRefused when both
    together cannot be, such as a day that was moved behind the new end.
    """
    now = locked(content)
    others = [field for field in content._meta.concrete_fields if field.name not in changed]
    news = [field for field in others if getattr(content, field.attname) != getattr(now, field.attname)]
    for field in news:
        setattr(content, field.attname, getattr(now, field.attname))
    if news:
        try:
            content.validate_constraints()
        except ValidationError as error:
            raise ActRefused(_("Das wurde inzwischen geändert. Bitte sehen Sie es noch einmal an.")) from error


def release(content, *, on, actor, day):
    """The public reads it from the day `on` (Europe/Berlin) on, which may lie ahead or behind: it appears at midnight.

    A success story gets the next number of its series, its pictures become public with it, and whoever contributed it
    is told. `actor` None is the portal itself (demo).
    """
    with transaction.atomic():
        row = locked(content)
        _office_only(actor, day)
        if not EARLIEST_RELEASE <= on <= LATEST_RELEASE:
            raise ActRefused(_("Bitte prüfen Sie den Tag."))
        if row.declined_at:
            raise ActRefused(_("Dieser Beitrag ist abgelehnt und kann nicht veröffentlicht werden."))
        if row.contributed_for_id and not row.submitted_at:
            raise ActRefused(_("Dieser Beitrag ist noch nicht eingereicht."))
        if isinstance(row, Publication) and not row.document_id and not row.link:
            raise ActRefused(NO_SOURCE)
        if row.returned_at:
            raise ActRefused(_("Dieser Beitrag liegt zur Überarbeitung bei seinem Cluster."))
        before, row.released_on = row.released_on, on
        give_number(row)
        row.save()
        show_pictures(row)
        record(
            actor=actor,
            verb="release_content",
            subject_kind=row._meta.model_name,
            subject_key=row.slug[:80],
            from_state=before or "",
            to_state=on,
        )
        if row.contributed_by_id and before is None:
            tell_author(row, "released")
        if isinstance(row, Event) and before is None:
            tell_submitter(row, "released")
        pages.bump()
        return row


def take_back(content, *, actor, day):
    """It is no longer public, and the office's draft again. Its address and its number stay its own.

    An event to which people are registered is called off instead: so they learn of it.
    """
    with transaction.atomic():
        row = locked(content)
        _office_only(actor, day)
        if row.released_on is None:
            raise ActRefused(_("Das ist nicht veröffentlicht."))
        _refuse_while_people_come(row, day)
        before, row.released_on = row.released_on, None
        row.save()
        hold_back_pictures(tokens_of(row), timezone.now())
        kind, key = row._meta.model_name, row.slug[:80]
        if isinstance(row, Event):
            tell_submitter(row, "taken_back")
        record(actor=actor, verb="take_back_content", subject_kind=kind, subject_key=key, from_state=before)
        pages.bump()
        return row


def give_number(row):
    """The next number of the series for a ClusterERFOLG that is or was released and has none; call it before saving."""
    was_released = row.released_on is not None or row.first_released_on is not None
    if isinstance(row, Story) and row.kind == Story.Kind.SUCCESS and row.number is None and was_released:
        row.number = _next_number()


def show_pictures(content):
    """The pictures of what is released become public with it; call it also after an edit."""
    if content.released_on is not None:
        publish_pictures(tokens_of(content), timezone.make_aware(datetime.combine(content.released_on, time())))


def tokens_of(content):
    """The tokens of all pictures in a piece of content: those in its texts, and the one above it."""
    tokens = set().union(*(tokens_in(getattr(content, name, "")) for name in MARKDOWN_FIELDS))
    picture = getattr(content, "picture", None)
    return tokens | {picture.token} if picture else tokens


def tell_author(content, what):
    """A mail to whoever contributed it: returned, declined or released."""
    moment = {"returned": content.returned_at, "declined": content.declined_at, "released": content.submitted_at}[what]
    name = content._meta.model_name
    queue_mail(
        f"contribution-{what}",
        key=f"contribution-{what}:{name}:{content.pk}:{moment.isoformat() if moment else ''}",
        kind=f"contribution-{what}",
        to_user=content.contributed_by,
        context={"content": content, "cluster": content.contributed_for, "address": f"events:{name}"},
        subject_kind="cluster",
        subject_key=content.contributed_for.slug,
        about=content.contributed_for.slug,
    )


def _office_only(actor, day):
    if actor is not None and not is_office(actor, day):
        raise ActRefused(_("Inhalte veröffentlicht das Programmbüro."))


def _refuse_while_people_come(row, day):
    if not isinstance(row, Event) or row.cancelled_on or row.last_day is None or row.last_day < day:
        return
    if registered_count(row):
        raise ActRefused(
            _("Zu dieser Veranstaltung sind Personen angemeldet. Bitte sagen Sie sie ab: Dann erfahren es alle.")
        )


def _next_number():
    """One more than the highest ever given; two releases at the same moment wait for each other."""
    ProgrammeSettings.load()
    ProgrammeSettings.objects.select_for_update().get(pk=1)
    return (Story.objects.aggregate(highest=Max("number"))["highest"] or 0) + 1
