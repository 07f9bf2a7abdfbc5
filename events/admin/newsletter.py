"""Who gets the newsletter, for the office."""

from django.contrib import admin
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from programme.admin_base import Act, PortalModelAdmin

from ..models import NewsletterSubscription
from ..services import newsletter


@admin.register(NewsletterSubscription)
class NewsletterSubscriptionAdmin(PortalModelAdmin):
    """Who gets the newsletter, with the proof. Nobody writes it by hand; the counts stand beside the filter."""

    read_only = True
    list_display = ["email", "language", "signed_up_at", "confirmed_at"]
    list_filter = [("confirmed_at", admin.EmptyFieldListFilter), "language"]
    search_fields = ["email"]
    fields = ["email", "language", "consent_version", "signed_up_at", "mailed_at", "confirmed_at"]
    acts = [
        Act(
            name="unsubscribe",
            label=pgettext_lazy("newsletter", "Abmelden"),
            run=lambda subscription, form, user: _unsubscribe(subscription, user),
            description=_("Auf Wunsch der Person. Die Adresse wird gelöscht; das lässt sich nicht rückgängig machen."),
            danger=True,
        )
    ]


def _unsubscribe(subscription, user):
    newsletter.unsubscribe(subscription.token, actor=user)
    return gettext("Die Person ist abgemeldet, die Adresse ist gelöscht.")
