"""One organisation with everything the office deals with: its applications, clusters and memberships."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clusters import lifecycle
from clusters.models import ClusterOperation, ManagementOrganisation
from clusters.permissions import visible_memberships
from clusters.services.founding import details_on
from clusters.services.membership import period_of

from ..permissions import office_files
from .case_page import BADGES


class OrganisationPageMixin:
    """For ApplicationAdmin: the page stands beside the organisation's own form, a floor above it."""

    def get_urls(self):
        page = path(
            "organisation/<int:pk>/",
            self.admin_site.admin_view(self.organisation_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_organisation",
        )
        return [page, *super().get_urls()]

    def organisation_view(self, request, pk):
        """What this person may see: no drafts, no case under the own conflict, and no membership that tells of one."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        organisation = get_object_or_404(ManagementOrganisation.objects.prefetch_related("details"), pk=pk)
        day = timezone.localdate()
        context = {
            **self.admin_site.each_context(request),
            "title": organisation.name,
            "opts": self.opts,
            "original": organisation,
            "media": self.media,
            "facts": _facts(details_on(organisation, day)),
            "operations": ClusterOperation.objects.filter(organisation=organisation).select_related("cluster"),
            "rows": _applications(organisation, request.user, day),
            "memberships": _memberships(organisation, request.user, day),
            "back_url": reverse("admin:clusters_managementorganisation_change", args=[organisation.pk]),
        }
        return TemplateResponse(request, "admin/admissions/application/organisation.html", context)


def _facts(details):
    if details is None:
        return []
    address = ", ".join(filter(None, [details.street, f"{details.postal_code} {details.city}".strip()]))
    signatory = ", ".join(filter(None, [details.signatory, details.signatory_function]))
    facts = [
        (_("Rechtlicher Name"), details.legal_name),
        (_("Rechtsform"), details.legal_form),
        (_("Anschrift"), address),
        (_("Zeichnungsberechtigte Person"), signatory),
    ]
    return [{"term": term, "value": value} for term, value in facts if value]


def _applications(organisation, user, day):
    found = office_files(user, day).filter(organisation=organisation).select_related("cluster")
    return [{"application": one, "kind": BADGES.get(one.state, "")} for one in found.order_by("-number")]


def _memberships(organisation, user, day):
    clusters = ClusterOperation.objects.filter(organisation=organisation).values("cluster")
    found = visible_memberships(user, day).filter(cluster__in=clusters).select_related("cluster")
    return [
        {"membership": one, "status": lifecycle.status_on(period_of(one), day, one.notice_given_on).label}
        for one in found.order_by("cluster__name", "starts_on", "pk")
    ]
