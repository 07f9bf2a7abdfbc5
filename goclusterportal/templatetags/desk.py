"""{% office_desk %}: the office's work lists on the first page of the web admin."""

from django import template
from django.utils import timezone

from goclusterportal.desk import desk_of

register = template.Library()


@register.inclusion_tag("admin/desk.html", takes_context=True)
def office_desk(context):
    return {"lists": desk_of(context["request"].user, timezone.localdate())}
