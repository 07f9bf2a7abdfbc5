"""The outbox: what waits, what went out, what did not, and the acts on it."""

from django.contrib import admin, messages
from django.db.models import Count
from django.template.defaultfilters import linebreaksbr
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from notifications import outbox_states, services
from notifications.models import LETTER_KIND, OutboxMessage
from notifications.permissions import may_manage_outbox
from notifications.services.sending import CALENDAR_NAME
from programme.admin_base import Act, PortalModelAdmin
from programme.errors import ActRefused
from programme.templatetags.portal import german_datetime
from records.visibility import visible_to

from .proof import ProofMixin

STATE_PARAMETER = "state__exact"
STATE_KINDS = {
    OutboxMessage.State.HELD: "warning",
    OutboxMessage.State.QUEUED: "info",
    OutboxMessage.State.SENDING: "info",
    OutboxMessage.State.SENT: "success",
    OutboxMessage.State.FAILED: "danger",
}


def _allowed(act):
    """Whether `act` is open for this message. Letters are released and discarded with their decision, not here."""

    def check(message, user):
        elsewhere = message.is_letter and act != outbox_states.RESEND
        return (
            not elsewhere
            and outbox_states.is_possible(message.state, act)
            and may_manage_outbox(user, timezone.localdate())
        )

    return check


def _addressed(sentence):
    """A description that names the recipient."""
    return lambda message: str(sentence) % {"address": message.to_email, "subject": message.subject}


class OriginFilter(admin.SimpleListFilter):
    title = _("Herkunft")
    parameter_name = "origin"

    def lookups(self, request, model_admin):
        return [("reminder", _("Erinnerungen")), ("letter", _("Bescheide")), ("other", _("Übrige"))]

    def queryset(self, request, queryset):
        match self.value():
            case "reminder":
                return queryset.filter(kind__startswith="reminder-")
            case "letter":
                return queryset.filter(kind=LETTER_KIND)
            case "other":
                return queryset.exclude(kind__startswith="reminder-").exclude(kind=LETTER_KIND)
        return queryset


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ProofMixin, PortalModelAdmin):
    read_only = True
    change_list_template = "admin/notifications/outboxmessage/change_list.html"
    list_display = ["subject", "to_email", "state_badge", "subject_key", "when", "last_error"]
    list_filter = ["state", OriginFilter]
    search_fields = ["subject", "to_email", "subject_key", "last_error"]
    search_help_text = _("Sucht nach Betreff, Adresse, Gegenstand und Fehler.")
    date_hierarchy = "created_at"
    actions = ["release_selected", "discard_selected"]
    fieldsets = [
        (None, {"fields": ["state_in_words", "to_email", "to_user", "language", "subject", "text", "files"]}),
        (_("Versand"), {"fields": ["attempts", "next_attempt_at", "sent_at", "last_error", "message_id", "tries"]}),
        (_("Herkunft"), {"fields": ["subject_key", "as_of", "created_at", "key", "trail"]}),
    ]
    readonly_fields = [name for _title, options in fieldsets for name in options["fields"]]
    acts = [
        Act(
            name="release",
            label=_("Freigeben"),
            primary=True,
            allowed=_allowed(outbox_states.RELEASE),
            run=lambda message, form, user: services.release(message, actor=user),
            description=_addressed(_("Die Nachricht „%(subject)s“ geht an 1 Adresse: %(address)s.")),
        ),
        Act(
            name="resend",
            label=_("Erneut senden"),
            allowed=_allowed(outbox_states.RESEND),
            run=lambda message, form, user: services.resend(message, actor=user),
            description=_addressed(_("Die Nachricht „%(subject)s“ geht noch einmal an %(address)s.")),
        ),
        Act(
            name="hold",
            label=_("Anhalten"),
            allowed=_allowed(outbox_states.HOLD),
            run=lambda message, form, user: services.hold(message, actor=user),
            description=_addressed(
                _("Die Nachricht „%(subject)s“ an %(address)s wartet, bis jemand sie freigibt oder verwirft.")
            ),
        ),
        Act(
            name="discard",
            label=_("Verwerfen"),
            danger=True,
            allowed=_allowed(outbox_states.DISCARD),
            run=lambda message, form, user: services.discard(message, actor=user),
            description=_addressed(
                _("Die Nachricht „%(subject)s“ an %(address)s wird nie versandt. Das lässt sich nicht zurücknehmen.")
            ),
        ),
    ]

    def get_queryset(self, request):
        return visible_to(super().get_queryset(request).select_related("to_user"), request.user, timezone.localdate())

    @admin.display(description=_("Stand"), ordering="state")
    def state_badge(self, message):
        kind = STATE_KINDS.get(message.state, "")
        return format_html(
            '<span class="portal-badge{}">{}</span>',
            f" portal-badge--{kind}" if kind else "",
            message.get_state_display(),
        )

    @admin.display(description=_("Stand"))
    def state_in_words(self, message):
        """The state, and where letters are released."""
        if message.is_letter and message.state == OutboxMessage.State.HELD:
            return gettext("Wartet auf Freigabe. Bescheide geben Sie beim Antrag %(number)s frei, nicht hier.") % {
                "number": message.subject_key
            }
        return message.get_state_display()

    @admin.display(description=_("Zeitpunkt"), ordering="created_at")
    def when(self, message):
        if message.sent_at:
            return german_datetime(message.sent_at)
        if message.state == OutboxMessage.State.QUEUED and message.attempts:
            return gettext("nächster Versuch: %(time)s") % {"time": german_datetime(message.next_attempt_at)}
        return german_datetime(message.created_at)

    @admin.display(description=_("Text"))
    def text(self, message):
        return linebreaksbr(message.body, autoescape=True)

    @admin.display(description=_("Anlagen"))
    def files(self, message):
        """Their names only: what is in them is read at the case, by those who may open it."""
        names = [stored.name for stored in message.attachments.all()]
        return ", ".join([*names, CALENDAR_NAME] if message.calendar else names)

    # --- Chips -------------------------------------------------------------------

    def changelist_view(self, request, extra_context=None):
        """The states as chips, counted over what the search and the other filters leave; one query."""
        response = super().changelist_view(request, extra_context)
        context = getattr(response, "context_data", None) or {}
        listed = context.get("cl")
        if listed is None:
            return response
        rows = listed.get_queryset(request, exclude_parameters=[STATE_PARAMETER]).order_by()
        counts = dict(rows.values_list("state").annotate(count=Count("pk")))
        chosen = request.GET.get(STATE_PARAMETER)
        context["state_chips"] = [
            {
                "label": label,
                "count": count,
                "url": listed.get_query_string({STATE_PARAMETER: state} if state else None, [STATE_PARAMETER, "p"]),
                "current": state == chosen,
            }
            for state, label, count in [
                (None, gettext("alle"), sum(counts.values())),
                *((state, label, counts.get(state, 0)) for state, label in OutboxMessage.State.choices),
            ]
        ]
        return response

    # --- Several at once -------------------------------------------------------

    @admin.action(description=_("Freigeben"))
    def release_selected(self, request, queryset):
        return self._several(request, queryset, outbox_states.RELEASE, services.release)

    @admin.action(description=_("Verwerfen"))
    def discard_selected(self, request, queryset):
        return self._several(request, queryset, outbox_states.DISCARD, services.discard)

    def _several(self, request, queryset, act, service):
        """First number and names, then the act (one service call per message), then what became of it."""
        chosen = list(queryset)
        possible = [message for message in chosen if _allowed(act)(message, request.user)]
        if "confirmed" not in request.POST:
            return self._ask(request, act, possible, len(chosen) - len(possible))
        done, refused = 0, len(chosen) - len(possible)
        for message in possible:
            try:
                service(message, actor=request.user)
                done += 1
            except ActRefused:
                refused += 1
        if done:
            messages.success(
                request,
                ngettext("%(count)s Nachricht: erledigt.", "%(count)s Nachrichten: erledigt.", done) % {"count": done},
            )
        if refused:
            messages.warning(
                request,
                ngettext(
                    "Bei %(count)s Nachricht war das nicht möglich.",
                    "Bei %(count)s Nachrichten war das nicht möglich.",
                    refused,
                )
                % {"count": refused},
            )
        return None

    def _ask(self, request, act, possible, impossible):
        release = act == outbox_states.RELEASE
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Nachrichten freigeben") if release else gettext("Nachrichten verwerfen"),
            "opts": self.opts,
            "action": f"{act}_selected",
            "button": gettext("Freigeben") if release else gettext("Verwerfen"),
            "danger": not release,
            "mails": possible,
            "impossible": impossible,
        }
        return TemplateResponse(request, "admin/notifications/outboxmessage/several.html", context)
