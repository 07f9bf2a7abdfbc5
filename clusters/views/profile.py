"""A cluster's own profile: drafted, handed in, taken back. The preview stands on the floor of the profile."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programme.errors import ActRefused
from records import kept_input

from ..models import ProfileRevision
from ..profile_words import rows_of
from ..revisions import brought_up_to_date
from ..services.logos import drop_logo
from ..services.revisions import (
    NewerDraft,
    conflicts_of,
    discard_revision,
    open_revision,
    profile_of,
    recall_revision,
    save_revision,
    submit_revision,
)
from .own import own_cluster
from .profile_form import ProfileForm

State = ProfileRevision.State
PREVIEW = "preview"


def _same_page(request, **kwargs):
    return request.path


@kept_input.keeps_input(_same_page)
@own_cluster
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request, cluster, day):
    """GET, POST /my/<slug>/profile/; while the office checks it, the page tells what was handed in."""
    revision = open_revision(cluster)
    if request.method == "POST":
        return _saved(request, cluster, revision, day)
    kept = kept_input.kept_for(request)
    if revision and revision.state == State.SUBMITTED and kept is None:
        return render(request, "clusters/profile_waits.html", _frame(cluster) | _waiting(revision))
    form = _form(cluster, revision, kept_input.data_of(kept) if kept else None)
    return _page(request, cluster, revision, form, kept=kept)


def _saved(request, cluster, revision, day):
    form = _form(cluster, revision, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, cluster, revision, form)
    logo = form.chosen_logo(request.user)
    try:
        save_revision(
            cluster,
            values=form.values,
            logo=logo,
            version=form.cleaned_data["version"],
            actor=request.user,
            day=day,
        )
    except ActRefused as refused:
        drop_logo(logo)
        if not isinstance(refused, NewerDraft):
            form.add_error(None, refused.message)
            return _page(request, cluster, revision, form)
        # What stands in the fields stays; pressed once more it replaces what the other person saved.
        form.show_version(refused.revision.version if refused.revision else 0)
        return _page(request, cluster, refused.revision, form, newer=refused.revision)
    kept_input.forget(request, request.path)
    if request.POST.get("next") == PREVIEW:
        return redirect("public:profile-preview", cluster.slug)
    messages.success(request, _("Ihr Entwurf ist gespeichert. Öffentlich ist davon noch nichts."))
    return redirect("clusters:profile", cluster.slug)


@own_cluster
@require_POST
def submit(request, cluster, day):
    """POST /my/<slug>/profile/submit/"""
    version = request.POST.get("version", "")
    try:
        submit_revision(
            cluster,
            version=int(version) if version.isdecimal() and len(version) < 10 else -1,
            actor=request.user,
            day=day,
        )
    except NewerDraft as refused:
        messages.warning(
            request, _("%(message)s Bitte sehen Sie es sich noch einmal an.") % {"message": refused.message}
        )
        return redirect("public:profile-preview", cluster.slug)
    except ActRefused as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(request, _("Ihr Profil ist eingereicht. Das Programmbüro prüft es; Sie erhalten eine E-Mail."))
    return redirect("clusters:profile", cluster.slug)


@own_cluster
@require_POST
def recall(request, cluster, day):
    """POST /my/<slug>/profile/recall/"""
    try:
        recall_revision(cluster, actor=request.user, day=day)
    except ActRefused as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(request, _("Ihr Profil ist zurückgeholt. Sie können weiter daran arbeiten."))
    return redirect("clusters:profile", cluster.slug)


@own_cluster
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request, cluster, day):
    """GET, POST /my/<slug>/profile/discard/"""
    revision = open_revision(cluster)
    if revision is None or revision.state == State.SUBMITTED:
        messages.warning(request, _("Es gibt keinen Entwurf, den Sie verwerfen könnten."))
        return redirect("clusters:profile", cluster.slug)
    if request.method == "POST":
        try:
            discard_revision(cluster, actor=request.user, day=day)
        except ActRefused as refused:
            messages.warning(request, refused.message)
        else:
            messages.success(request, _("Der Entwurf ist verworfen. Es bleibt bei dem, was schon gilt."))
        return redirect("clusters:profile", cluster.slug)
    return render(request, "clusters/profile_discard.html", _frame(cluster) | {"rows": rows_of(revision)})


@own_cluster
@require_safe
def logo(request, cluster, day):
    """GET /my/<slug>/profile/logo/: the logo of the draft, for everyone who speaks for the cluster."""
    revision = open_revision(cluster)
    picture = revision.logo if revision else cluster.logo
    if picture is None:
        raise Http404
    try:
        with picture.file.open("rb") as file:
            content = file.read()
    except FileNotFoundError as error:
        raise Http404 from error
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="image/webp", headers=headers)


def _form(cluster, revision, data=None, files=None):
    current = profile_of(cluster)
    values = current
    if revision:
        _base, values = brought_up_to_date(revision.base, current, revision.values)
    return ProfileForm(
        data, files, values=values, version=revision.version if revision else 0, logo=logo_of(cluster, revision)
    )


def logo_of(cluster, revision):
    """The logo as the draft has it; what the office changed meanwhile and the draft left alone is the cluster's."""
    if revision is None:
        return cluster.logo
    current = profile_of(cluster)
    _base, values = brought_up_to_date(revision.base, current, revision.values)
    return cluster.logo if values["logo"] == current["logo"] else revision.logo


def _page(request, cluster, revision, form, *, kept=None, newer=None):
    context = _frame(cluster) | {
        "form": form,
        "revision": revision,
        "logo": form.logo,
        "newer": newer,
        "kept": kept,
        "kept_token": kept.token if kept else request.POST.get(kept_input.PARAMETER, ""),
        "conflicts": _meanwhile(revision) if revision else [],
        "is_returned": revision is not None and revision.state == State.RETURNED,
    }
    return render(request, "clusters/profile.html", context)


def _meanwhile(revision):
    """What the office changed of the very same values since the work on the draft began."""
    keys = {one.key for one in conflicts_of(revision)}
    return [row for row in rows_of(revision) if row["key"] in keys]


def _waiting(revision):
    return {"revision": revision, "rows": rows_of(revision)}


def _frame(cluster):
    return {"cluster": cluster, "trail": [{"label": _("Mein Bereich"), "url": reverse("public:my")}]}
