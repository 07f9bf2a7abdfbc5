"""The office's page on what was written and will be written to a cluster's people."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext

from clusters.mails import messages_about, planned_for
from notifications.admin.plan import row_of, visible_plan
from records.visibility import visible_to

PER_PAGE = 50


class MailsMixin:
    """For the admin of clusters: the page "Erinnerungen und Nachrichten"."""

    def get_urls(self):
        page = path("<int:pk>/mails/", self.admin_site.admin_view(self.mails_view), name="clusters_cluster_mails")
        return [page, *super().get_urls()]

    def mails_view(self, request, pk):
        cluster = self.get_queryset(request).filter(pk=pk).first()
        if cluster is None:
            raise Http404
        if not self.has_view_permission(request, cluster):
            raise PermissionDenied
        day = timezone.localdate()
        messages = visible_to(messages_about(cluster), request.user, day)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Erinnerungen und Nachrichten zu %(cluster)s") % {"cluster": cluster.name},
            "opts": self.opts,
            "cluster": cluster,
            "page_obj": Paginator(messages, PER_PAGE).get_page(request.GET.get("page")),
            "planned": [row_of(entry, day) for entry in visible_plan(planned_for(cluster, day), request.user)],
        }
        return TemplateResponse(request, "admin/clusters/cluster/mails.html", context)
