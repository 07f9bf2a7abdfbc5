"""The web admin as a whole: which pages it has, and that one enters it through the portal's own log-in."""

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programme.admin_base import PortalModelAdmin


class PortalAdminSite(AdminSite):
    """Django's admin site with the portal's log-in, and without the pages that third-party packages bring."""

    site_title = _("Verwaltung")
    site_header = _("Verwaltung")
    index_title = _("Verwaltung")

    def register(self, model_or_iterable, admin_class=None, **options):
        """Only pages built on PortalModelAdmin: others would come with rights and mark-up that are not ours."""
        if admin_class is not None and issubclass(admin_class, PortalModelAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def login(self, request, extra_context=None):
        return secure_admin_login(super().login)(request, extra_context)

    def logout(self, request, extra_context=None):
        return HttpResponseRedirect(reverse("account_logout"))

    def password_change(self, request, extra_context=None):
        return HttpResponseRedirect(reverse("account_change_password"))

    def password_change_done(self, request, extra_context=None):
        return HttpResponseRedirect(reverse("account_change_password"))
