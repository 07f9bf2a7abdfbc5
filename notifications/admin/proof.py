"""The history of a message: its acts and attempts, and the proof of sending."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from notifications.services.proof import attempts_of, proof_of
from programme.templatetags.portal import german_datetime
from records.services import history_of
from records.words import VERBS


class ProofMixin:
    """For the outbox: what happened to a message, and its PDF."""

    def get_urls(self):
        page = path(
            "<int:pk>/proof/", self.admin_site.admin_view(self.proof_view), name="notifications_outboxmessage_proof"
        )
        return [page, *super().get_urls()]

    def proof_view(self, request, pk):
        if not self.has_view_permission(request):
            raise PermissionDenied
        message = self.get_queryset(request).filter(pk=pk, send_attempts__isnull=False).distinct().first()
        if message is None:
            raise Http404
        pdf = proof_of(message, actor=request.user, day=timezone.localdate(), language=get_language() or "de")
        headers = {
            "Content-Disposition": f'attachment; filename="versandnachweis-{message.pk}.pdf"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        }
        return HttpResponse(pdf, content_type="application/pdf", headers=headers)

    @admin.display(description=_("Versuche"))
    def tries(self, message):
        rows = attempts_of(message)
        if not rows:
            return gettext("Noch keiner.")
        listed = format_html_join(
            "",
            "<li>{}: {}{}</li>",
            (
                (
                    german_datetime(row["attempt"].started_at),
                    row["words"],
                    f" ({row['attempt'].host}: {row['attempt'].answer})" if row["attempt"].answer else "",
                )
                for row in rows
            ),
        )
        address = reverse("admin:notifications_outboxmessage_proof", args=[message.pk])
        return format_html(
            '<ol>{}</ol><p><a href="{}">{}</a></p>', listed, address, gettext("Versandnachweis (PDF) herunterladen")
        )

    @admin.display(description=_("Verlauf"))
    def trail(self, message):
        """Who did what with it; that it was written comes first."""
        rows = [(german_datetime(message.created_at), gettext("Nachricht angelegt"), "")]
        rows += [
            (german_datetime(entry.at), VERBS.get(entry.verb, entry.verb), f" ({entry.actor})" if entry.actor else "")
            for entry in reversed(history_of("message", message.pk))
        ]
        return format_html("<ol>{}</ol>", format_html_join("", "<li>{}: {}{}</li>", rows))
