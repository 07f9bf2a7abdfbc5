"""What every page of an own cluster begins with: who asks, and for which cluster."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.utils import timezone
from django.views.decorators.cache import never_cache

from ..models import Cluster


def own_cluster(view):
    """Fetching is authorising: the person's own cluster, or no page. The view gets (request, cluster, day=...)."""

    @wraps(view)
    @never_cache
    @login_required
    def guarded(request, slug, **kwargs):
        day = timezone.localdate()
        cluster = Cluster.objects.run_by(request.user, day).filter(slug=slug).first()
        if cluster is None:
            raise Http404
        return view(request, cluster, day=day, **kwargs)

    return guarded
