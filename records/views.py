"""Pictures for the pages that show them."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import RoleGrant

from .models import Picture

_previews: list[Callable] = []


def previewed_by(rule):
    """Make known who else may see a picture before it is public: (user, picture, day) -> bool."""
    _previews.append(rule)


@require_safe
def picture(request, token):
    """A published picture for everyone, to be kept for ever: its address never shows another one.

    Before that only the person who uploaded it, the office, and whoever may see what it belongs to.
    """
    found = Picture.objects.filter(token=token).first()
    if found is None:
        raise Http404
    is_public = found.published_at is not None and found.published_at <= timezone.now()
    if not is_public and not _may_preview(request.user, found):
        raise Http404
    try:
        with found.file.open("rb") as file:
            content = file.read()
    except FileNotFoundError as error:
        raise Http404 from error
    response = HttpResponse(content, content_type="image/webp")
    kept = "public, max-age=31536000, immutable" if is_public else "private, no-store"
    response.headers["Cache-Control"] = kept
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _may_preview(user, found):
    if not user.is_authenticated:
        return False
    day = timezone.localdate()
    is_theirs = found.uploaded_by_id == user.pk or user.has_role(RoleGrant.Role.OFFICE, day)
    return is_theirs or any(rule(user, found, day) for rule in _previews)
