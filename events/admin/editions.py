"""The office's pages for cluster weeks and what is submitted for them."""

from django.contrib import admin
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clusters.permissions import is_office
from programme.admin import PublicContentAdmin
from programme.admin_base import Act, PortalModelAdmin

from ..forms.editions import FIELDS, DeclineForm, EditSubmissionForm, QuestionForm
from ..models import Edition, EditionSubmission
from ..services import editions
from ..submissionstates import BEFORE_THE_OFFICE, state_of
from ..wording import submission_state_words
from .content import ContentForm


class EditionForm(ContentForm):
    """The address is made from the German name."""

    title_field = "name_de"


@admin.register(Edition)
class EditionAdmin(PublicContentAdmin):
    form = EditionForm
    markdown_fields = ("intro_de", "intro_en")
    list_display = ["name_de", "starts_on", "ends_on", "released_on", "waiting"]
    search_fields = ["name_de", "name_en", "slug"]
    fieldsets = [
        (None, {"fields": ["name_de", "name_en", "slug", "intro_de", "intro_en", "released_on"]}),
        (_("Tage"), {"fields": ["starts_on", "ends_on"]}),
        (
            _("Einreichen"),
            {
                "fields": ["submissions_from", "submissions_until"],
                "description": _("Ohne ersten Tag kann niemand etwas einreichen."),
            },
        ),
    ]

    def get_queryset(self, request):
        waits = EditionSubmission.objects.before_the_office().filter(edition=OuterRef("pk"))
        counted = waits.values("edition").annotate(count=Count("pk")).values("count")
        return super().get_queryset(request).annotate(waiting_count=Coalesce(Subquery(counted), 0))

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *(["slug"] if obj else [])]

    def has_delete_permission(self, request, obj=None):
        deletable = obj is not None and not obj.events.exists() and not obj.submissions.exists()
        return deletable and self.has_change_permission(request, obj)

    @admin.display(description=_("wartende Einreichungen"), ordering="waiting_count")
    def waiting(self, edition):
        return edition.waiting_count


class WaitingFilter(admin.SimpleListFilter):
    title = _("Stand")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            ("waiting", _("wartet auf das Programmbüro")),
            ("asked", _("Rückfrage gestellt")),
            ("decided", _("abgeschlossen")),
        ]

    def queryset(self, request, queryset):
        if self.value() == "waiting":
            return queryset.before_the_office()
        if self.value() == "asked":
            return queryset.undecided().filter(asked_at__isnull=False)
        if self.value() == "decided":
            return queryset.exclude(pk__in=queryset.undecided())
        return queryset


def _waits(submission, user):
    return is_office(user, timezone.localdate()) and state_of(submission) in BEFORE_THE_OFFICE


def _describe_accept(submission):
    words = [gettext("Die Veranstaltung steht dann öffentlich im Programm. Die Einreichenden bekommen eine E-Mail.")]
    if editions.doubles_of(submission):
        words.append(
            gettext(
                "Achtung: Eine Veranstaltung mit diesem Titel und Tag ist auch unter einer anderen Adresse eingereicht."
            )
        )
    return " ".join(words)


def _now():
    return {"day": timezone.localdate(), "now": timezone.now()}


def _accept(submission, form, user):
    event = editions.accept(submission, actor=user, **_now())
    return gettext("„%(title)s“ steht im Programm. Die Einreichenden bekommen eine E-Mail.") % {"title": event.title_de}


def _edit(submission, form, user):
    values = {name: form.cleaned_data.get(name, getattr(submission, name)) for name in FIELDS}
    editions.edit(submission, values=values, actor=user, day=timezone.localdate())


@admin.register(EditionSubmission)
class EditionSubmissionAdmin(PortalModelAdmin):
    """What came in. Nobody writes it here; it is looked at, put right, asked about, accepted or declined."""

    read_only = True
    list_display = ["title_de", "edition", "held_on", "organisation", "state", "submitted_at"]
    list_filter = [WaitingFilter, "edition"]
    list_select_related = ["edition"]
    search_fields = ["title_de", "title_en", "organisation", "city"]
    fields = [
        "state",
        "doubles",
        "edition",
        *FIELDS,
        "language",
        "submitted_at",
        "confirmed_at",
        "question",
        "reason",
        "programme_entry",
    ]
    readonly_fields = ["state", "doubles", "programme_entry"]
    acts = [
        Act(
            name="accept",
            label=_("Ins Programm nehmen"),
            allowed=_waits,
            run=_accept,
            description=_describe_accept,
            primary=True,
        ),
        Act(
            name="edit",
            label=_("Angaben berichtigen"),
            form_class=EditSubmissionForm,
            form_kwargs=lambda submission, user: {"submission": submission},
            allowed=_waits,
            run=_edit,
        ),
        Act(
            name="ask",
            label=_("Rückfrage stellen"),
            form_class=QuestionForm,
            allowed=_waits,
            run=lambda submission, form, user: editions.ask(submission, **form.cleaned_data, actor=user, **_now()),
            description=_("Die Einreichenden bekommen Ihre Rückfrage per E-Mail und können ihre Angaben ändern."),
        ),
        Act(
            name="decline",
            label=_("Ablehnen"),
            form_class=DeclineForm,
            allowed=_waits,
            run=lambda submission, form, user: editions.decline(submission, **form.cleaned_data, actor=user, **_now()),
            description=_("Die Einreichenden bekommen Ihre Begründung per E-Mail. Das lässt sich nicht zurücknehmen."),
            danger=True,
        ),
    ]

    def get_queryset(self, request):
        """What nobody has confirmed is nobody's submission yet."""
        return super().get_queryset(request).filter(confirmed_at__isnull=False)

    @admin.display(description=_("Stand"))
    def state(self, submission):
        return submission_state_words(submission)

    @admin.display(description=_("von anderer Adresse mit gleichem Titel und Tag"))
    def doubles(self, submission):
        links = [
            (
                reverse("admin:events_editionsubmission_change", args=[one.pk]),
                one.organisation,
                submission_state_words(one),
            )
            for one in editions.doubles_of(submission)
        ]
        return format_html_join(", ", '<a href="{}">{}</a> ({})', links) or gettext("keine")

    @admin.display(description=_("im Programm"))
    def programme_entry(self, submission):
        if submission.event is None:
            return gettext("nein")
        url = reverse("admin:events_event_change", args=[submission.event.pk])
        return format_html('<a href="{}">{}</a>', url, submission.event.title_de)
