"""Who gets the newsletter, and about what, for the office."""

from django.contrib import admin
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from programme.admin import PublicContentAdmin
from programme.admin_base import Act, PortalModelAdmin

from ..models import NewsletterSubscription, NewsletterTopic
from ..services import newsletter
from .newsletter_forms import TopicForm


@admin.register(NewsletterTopic)
class NewsletterTopicAdmin(PublicContentAdmin):
    """A topic that somebody reads about stays; its names and what belongs to it can change."""

    form = TopicForm
    list_display = ["name_de", "name_en", "what", "position"]
    fields = ["code", "name_de", "name_en", "kinds", "position"]
    deletable = True

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and obj is not None and not obj.subscriptions.exists()

    @admin.display(description=_("Inhalte"))
    def what(self, topic):
        return ", ".join(str(NewsletterTopic.Kind(kind).label) for kind in topic.kinds)


@admin.register(NewsletterSubscription)
class NewsletterSubscriptionAdmin(PortalModelAdmin):
    """Who gets the newsletter, with the proof. Nobody writes it by hand; the counts stand beside the filter."""

    read_only = True
    list_display = ["email", "language", "signed_up_at", "confirmed_at"]
    list_filter = [("confirmed_at", admin.EmptyFieldListFilter), "language", "topics"]
    search_fields = ["email"]
    fields = ["email", "language", "topics", "consent_version", "signed_up_at", "mailed_at", "confirmed_at"]
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
