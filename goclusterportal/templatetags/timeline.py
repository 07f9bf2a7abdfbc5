"""{% cluster_timeline cluster %}: the life of a cluster in the programme, on the office's page."""

from django import template
from django.utils import timezone

from goclusterportal.timeline import timeline_of

register = template.Library()


@register.inclusion_tag("clusters/timeline.html")
def cluster_timeline(cluster):
    return {"entries": timeline_of(cluster, timezone.localdate())}
