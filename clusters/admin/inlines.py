"""Rows of the register below a cluster or an organisation: to look at; acts change them."""

from django.utils import timezone

from clusters.models import ActorFigures, ClusterOperation, Function, Membership
from clusters.permissions import visible_memberships
from programme.admin_base import PortalInline


class ReadOnlyInline(PortalInline):
    read_only = True
    can_delete = False
    extra = 0
    show_change_link = True


class MembershipInline(ReadOnlyInline):
    model = Membership
    fields = ["starts_on", "starts_precision", "notice_given_on", "ends_on", "end_reason", "public_from"]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(pk__in=visible_memberships(request.user, timezone.localdate()))


class OperationInline(ReadOnlyInline):
    model = ClusterOperation
    fields = ["organisation", "starts_on", "ends_on"]
    show_change_link = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("organisation")


class OperatedInline(ReadOnlyInline):
    """The clusters that an organisation runs or ran."""

    model = ClusterOperation
    fields = ["cluster", "starts_on", "ends_on"]
    show_change_link = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("cluster")


class FunctionInline(ReadOnlyInline):
    model = Function
    fields = ["user", "kind", "starts_on", "ends_on", "confirmed_on"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user", "cluster", "organisation")


class ActorFiguresInline(ReadOnlyInline):
    model = ActorFigures
    fields = [
        "key_date",
        "companies",
        "sme",
        "large_companies",
        "university_institutes",
        "research_institutions",
        "released",
    ]
