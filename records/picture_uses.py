"""Where pictures are shown, whichever app shows them: by a foreign key, or by their token in a text.

Every text column is asked, so that no new kind of text is forgotten: a picture that stands somewhere is not deleted.
"""

from collections import defaultdict
from datetime import timedelta
from functools import reduce
from operator import or_

from django.apps import apps
from django.db import models, transaction
from django.db.models import ProtectedError, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from programme.errors import ActRefused

from .models import Picture
from .pictures import discard_picture
from .services import record

DAYS_UNUSED = 30
"""So long a picture is kept that nothing shows and that was never public [D]."""
AT_ONCE = 50


def uses_of(pictures):
    """{pk of a picture: the models that show it}; a picture without uses is no key."""
    found = defaultdict(set)
    keys = {picture.token: picture.pk for picture in pictures}
    for field in Picture._meta.get_fields(include_hidden=True):
        if field.one_to_many or field.one_to_one:
            rows = field.related_model._base_manager.filter(**{f"{field.field.name}__in": keys.values()})
            for key in rows.values_list(field.field.attname, flat=True):
                found[key].add(field.related_model)
    for model, name in _texts():
        rows = model._base_manager.annotate(text_here=Cast(name, models.TextField()))
        shown = reduce(or_, (Q(text_here__contains=token) for token in keys), Q(pk__in=[]))
        for text in rows.filter(shown).values_list("text_here", flat=True):
            for token, key in keys.items():
                if token in text:
                    found[key].add(model)
    return dict(found)


def _texts():
    """Every column of ours in which a token may stand. What waits to be typed on counts as well."""
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy and model is not Picture:
            for field in model._meta.concrete_fields:
                if isinstance(field, (models.TextField, models.JSONField)):
                    yield model, field.name


def purge_pictures(now):
    """Delete pictures that were never public and that nothing has shown for a while: of deleted drafts, of refused
    forms, replaced ones. Returns how many. Meant to run daily; safe to repeat."""
    old = Picture.objects.filter(published_at=None, uploaded_at__lt=now - timedelta(days=DAYS_UNUSED)).order_by("pk")
    keys = list(old.values_list("pk", flat=True))
    gone = 0
    for start in range(0, len(keys), AT_ONCE):
        some = list(Picture.objects.filter(pk__in=keys[start : start + AT_ONCE]))
        used = uses_of(some)
        for picture in some:
            if picture.pk not in used:
                try:
                    discard_picture(picture)
                except ProtectedError:
                    continue  # Chosen for something in this moment.
                gone += 1
    return gone


def delete_picture(picture, *, actor):
    """The office deletes a picture for good: row, file and address. ActRefused while something shows it."""
    models_of_use = uses_of([picture]).get(picture.pk, set())
    if models_of_use:
        kinds = ", ".join(sorted(str(model._meta.verbose_name) for model in models_of_use))
        raise ActRefused(
            _("Dieses Bild wird noch gezeigt: %(kinds)s. Nehmen Sie es dort zuerst heraus.") % {"kinds": kinds}
        )
    with transaction.atomic():
        record(actor=actor, verb="delete_picture", subject_kind="picture", subject_key=picture.token)
        picture.delete()
    picture.file.delete(save=False)
