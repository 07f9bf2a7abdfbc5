from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "goclusterportal"
    label = "goclusterportal"
    verbose_name = _("Portal")

    def ready(self):
        """Plug the floors together: this floor alone knows them all. The one place that imports inside a function."""
        from allauth.account.signals import email_confirmed

        from accounts import audit, erasure
        from admissions.holdings import holdings as open_applications
        from admissions.permissions import closed_files
        from admissions.reminders import CompletionSource, IdleDraftSource
        from admissions.reminders_interview import InterviewSource
        from admissions.reminders_review import ReviewSource
        from admissions.services import forgetting
        from clusters import holdings
        from clusters.reminders import YearlyFiguresSource
        from clusters.services.profile import refill_search_texts
        from events.reminders import EventSource
        from events.services import newsletter_sending, registration_privacy
        from events.services.contributions import shows_picture
        from labels.holdings import holdings as labels_and_duties
        from labels.reminders import BenchmarkingSource, LabelExpirySource, SilverDutySource
        from notifications import mailings, sources
        from notifications.services.forgetting import forget_person
        from programme import renaming
        from records import feeds, visibility
        from records.services import record
        from records.views import previewed_by

        from .signin import on_confirmed

        email_confirmed.connect(on_confirmed, dispatch_uid="registrations")
        audit.use(record)
        renaming.register(refill_search_texts)
        erasure.register(forget_person)
        erasure.register(forgetting.forget_person)
        erasure.register(feeds.forget_person)
        erasure.register(registration_privacy.forget_person)
        holdings.register(labels_and_duties)
        holdings.register(open_applications)
        mailings.register(newsletter_sending.MAIL_KIND, newsletter_sending.stopped_in)
        previewed_by(shows_picture)
        kinds = ["application", "completion", "idle-draft", "interview", "review"]
        visibility.register(kinds, closed=closed_files, field="number")
        for source in (
            SilverDutySource,
            LabelExpirySource,
            BenchmarkingSource,
            YearlyFiguresSource,
            CompletionSource,
            IdleDraftSource,
            InterviewSource,
            ReviewSource,
            EventSource,
        ):
            sources.register(source())


class PortalAdminConfig(AdminConfig):
    """Django's admin with our own site in it; stands in INSTALLED_APPS in its place."""

    default_site = "goclusterportal.admin_site.PortalAdminSite"
