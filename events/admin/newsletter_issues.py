"""The office's pages for an issue of the newsletter: compose, preview, test, release, watch."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.dateformat import format as format_date
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from notifications.models import OutboxMessage
from programme.admin_base import Act, PortalModelAdmin, PortalStackedInline
from programme.templatetags.portal import german_datetime

from ..models import IssueItem, NewsletterIssue
from ..newsletter_mail import address_of, mail_of, sections_of
from ..newsletter_rules import DRAFT, PAUSED, SENDING
from ..services import newsletter_composing, newsletter_sending
from .content_saving import SavingMixin, is_saving
from .newsletter_forms import ChooseForm, IssueForm, ItemForm, ReaderForm, ReleaseForm

TEMPLATES = "admin/events/newsletterissue"
BADGES = {"draft": "", "sending": "info", "paused": "warning", "sent": "success", "cancelled": "danger"}
MOST_FAILED = 50


def _in(*states):
    return lambda issue, user: issue.state in states


class ItemInline(PortalStackedInline):
    model = IssueItem
    markdown_fields = ("text_de", "text_en")
    form = ItemForm
    extra = 1
    fields = [("position", "what"), ("title_de", "title_en"), ("text_de", "text_en"), "link"]
    readonly_fields = ["what"]

    @admin.display(description=_("Art"))
    def what(self, item):
        """What the piece is, and the page that it leads to."""
        if item.pk is None or not item.slug:
            return item.get_kind_display()
        return format_html('{}: <a href="{}">{}</a>', item.get_kind_display(), address_of(item), item.slug)


@admin.register(NewsletterIssue)
class NewsletterIssueAdmin(SavingMixin, PortalModelAdmin):
    form = IssueForm
    markdown_fields = ("intro_de", "intro_en")
    list_display = ["title_de", "number", "state_badge", "released_at", "recipients"]
    search_fields = ["title_de", "title_en"]
    deletable = True
    inlines = [ItemInline]
    acts = [
        Act(
            name="choose",
            label=_("Beiträge hinzufügen"),
            form_class=ChooseForm,
            form_kwargs=lambda issue, user: {"issue": issue, "day": timezone.localdate()},
            allowed=_in(DRAFT),
            run=lambda issue, form, user: _choose(issue, form, user),
            description=_(
                "Was seit der letzten Ausgabe erschienen ist, ist angekreuzt. Die Texte werden in die Ausgabe "
                "übernommen; dort können Sie sie ändern."
            ),
        ),
        Act(
            name="refresh",
            label=_("Termine auf den neuen Stand bringen"),
            allowed=lambda issue, user: issue.state == DRAFT and bool(newsletter_composing.outdated(issue.items.all())),
            run=lambda issue, form, user: _without_words(newsletter_composing.refresh_dates(issue, actor=user)),
            description=_("Tag und Ort der Veranstaltungen stehen dann so in der Ausgabe, wie sie jetzt sind."),
        ),
        Act(
            name="test",
            label=_("Test an mich senden"),
            form_class=ReaderForm,
            run=lambda issue, form, user: _test(issue, form, user),
            description=_("Die Ausgabe geht nur an Ihre eigene Adresse."),
        ),
        Act(
            name="release",
            label=_("Freigeben"),
            form_class=ReleaseForm,
            form_kwargs=lambda issue, user: {"issue": issue},
            allowed=_in(DRAFT),
            run=lambda issue, form, user: _release(issue, form, user),
            template=f"{TEMPLATES}/release.html",
            primary=True,
        ),
        Act(
            name="pause",
            label=_("Versand anhalten"),
            allowed=_in(SENDING),
            run=lambda issue, form, user: _without_words(newsletter_sending.pause(issue, actor=user, now=_now())),
            description=_("Wer die Ausgabe noch nicht hat, bekommt sie erst, wenn Sie den Versand fortsetzen."),
        ),
        Act(
            name="resume",
            label=_("Versand fortsetzen"),
            allowed=_in(PAUSED),
            run=lambda issue, form, user: _without_words(newsletter_sending.resume(issue, actor=user, now=_now())),
            description=_("Der Versand geht weiter, wo er angehalten wurde."),
            primary=True,
        ),
        Act(
            name="cancel",
            label=_("Versand abbrechen"),
            allowed=_in(SENDING, PAUSED),
            run=lambda issue, form, user: _without_words(newsletter_sending.cancel(issue, actor=user, now=_now())),
            description=_(
                "Wer die Ausgabe noch nicht hat, bekommt sie nie, und im Archiv steht sie nicht mehr. Das lässt sich "
                "nicht rückgängig machen."
            ),
            danger=True,
        ),
    ]

    def get_fieldsets(self, request, obj=None):
        words = {"fields": ["title_de", "title_en", "intro_de", "intro_en", ("covers_from", "covers_until")]}
        if obj is None or obj.state == DRAFT:
            return [(None, words)]
        progress = {"fields": ["state_in_words", "progress", "not_delivered", "released_at", "released_by", "archive"]}
        return [(_("Versand"), progress), (_("Inhalt"), words)]

    def get_readonly_fields(self, request, obj=None):
        shown = ["state_in_words", "progress", "not_delivered", "released_at", "released_by", "archive"]
        return [*super().get_readonly_fields(request, obj), *(shown if obj else [])]

    def has_change_permission(self, request, obj=None):
        """Of a released one the form refuses, so that nobody who had it open loses what was typed."""
        return super().has_change_permission(request, obj) and (obj is None or obj.state == DRAFT or is_saving(request))

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and obj is not None and obj.state == DRAFT

    def get_changeform_initial_data(self, request):
        """A new issue goes on where the last one ended, and is named by its month."""
        day = timezone.localdate()
        values = {"covers_from": newsletter_composing.starts_with(day), "covers_until": day}
        for language in ("de", "en"):
            with translation.override(language):
                values[f"title_{language}"] = format_date(day, "F Y")
        return values | super().get_changeform_initial_data(request)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not change:
            newsletter_composing.propose(form.instance, timezone.localdate())

    # --- What is shown -----------------------------------------------------------

    @admin.display(description=_("Stand"))
    def state_badge(self, issue):
        kind = BADGES[issue.state]
        return format_html(
            '<span class="portal-badge{}">{}</span>',
            f" portal-badge--{kind}" if kind else "",
            issue.get_state_display(),
        )

    @admin.display(description=_("Stand"))
    def state_in_words(self, issue):
        if issue.paused_at and issue.state == PAUSED:
            return gettext("angehalten seit %(time)s") % {"time": german_datetime(issue.paused_at)}
        return issue.get_state_display()

    @admin.display(description=_("Fortschritt"))
    def progress(self, issue):
        numbers = newsletter_sending.progress_of(issue)
        return gettext(
            "%(sent)s von %(total)s versandt, %(left)s noch nicht, %(failed)s nicht zustellbar, %(dropped)s entfallen"
        ) % {
            "sent": numbers.sent,
            "total": numbers.total,
            "left": numbers.left,
            "failed": numbers.failed,
            "dropped": numbers.dropped,
        }

    @admin.display(description=_("Nicht zustellbar"))
    def not_delivered(self, issue):
        """Each with the server's words, and the way to its message."""
        failed = OutboxMessage.objects.filter(newsletter_delivery__issue=issue, state=OutboxMessage.State.FAILED)
        rows = failed.order_by("to_email").values_list("pk", "to_email", "last_error")[:MOST_FAILED]
        if not rows:
            return gettext("keine")
        return format_html(
            "<ul>{}</ul>",
            format_html_join(
                "",
                '<li><a href="{}">{}</a>: {}</li>',
                (
                    (reverse("admin:notifications_outboxmessage_change", args=[pk]), address, error)
                    for pk, address, error in rows
                ),
            ),
        )

    @admin.display(description=_("Im Archiv"))
    def archive(self, issue):
        if issue.cancelled_at or issue.number is None:
            return gettext("nein")
        address = reverse("events:newsletter-issue", args=[issue.number])
        return format_html('<a href="{}">{}</a>', address, gettext("Ausgabe Nr. %(number)s") % {"number": issue.number})

    # --- Preview -----------------------------------------------------------------

    def act_buttons(self, request, obj):
        """The preview stands first among what one can do."""
        primary, others = super().act_buttons(request, obj)
        preview = {"label": _("Vorschau"), "url": reverse("admin:events_newsletterissue_preview", args=[obj.pk])}
        return primary, [preview, *others]

    def get_urls(self):
        page = path(
            "<int:pk>/preview/", self.admin_site.admin_view(self.preview_view), name="events_newsletterissue_preview"
        )
        return [page, *super().get_urls()]

    def preview_view(self, request, pk):
        """The issue as a reader gets it, as mail and on the web, for a language and a choice of topics."""
        issue = NewsletterIssue.objects.filter(pk=pk).first()
        if issue is None:
            raise Http404
        if not self.has_view_permission(request, issue):
            raise PermissionDenied
        form = ReaderForm(request.GET if "language" in request.GET else {"language": translation.get_language()[:2]})
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Vorschau"),
            "opts": self.opts,
            "original": issue,
            "form": form,
            "change_url": self.change_url(issue),
        }
        if form.is_valid():
            context |= _preview(issue, form.cleaned_data["language"], form.kinds)
        return TemplateResponse(request, f"{TEMPLATES}/preview.html", context)


def _preview(issue, language, kinds):
    items = list(issue.items.all())
    number = issue.number or newsletter_composing.next_number()
    mail = mail_of(issue, items, number=number, language=language, kinds=kinds)
    with translation.override(language):
        sections = sections_of(items, kinds)
        web = render_to_string(
            "events/newsletter_sections.html", {"issue": issue, "sections": sections, "LANGUAGE_CODE": language}
        )
    return {
        "shown_language": language,
        "mail_subject": mail.subject,
        # Where each reader's own link stands.
        "mail_body": mail.for_reader("…"),
        "web": web,
        "reaches_nobody": not sections,
    }


def _now():
    return timezone.now()


def _without_words(issue):
    return None


def _choose(issue, form, user):
    newsletter_composing.choose(issue, form.cleaned_data["items"], actor=user, day=timezone.localdate())


def _test(issue, form, user):
    message = newsletter_composing.send_test(
        issue, language=form.cleaned_data["language"], kinds=form.kinds, actor=user, now=timezone.now()
    )
    return gettext("Der Test geht an %(address)s.") % {"address": message.to_email}


def _release(issue, form, user):
    issue = newsletter_sending.release(
        issue,
        recipients=form.cleaned_data["recipients"],
        seen=form.cleaned_data["seen"],
        actor=user,
        now=timezone.now(),
    )
    return ngettext(
        "Ausgabe Nr. %(number)s ist freigegeben. Sie geht an %(count)s Person.",
        "Ausgabe Nr. %(number)s ist freigegeben. Sie geht an %(count)s Personen.",
        issue.recipients,
    ) % {"number": issue.number, "count": issue.recipients}
