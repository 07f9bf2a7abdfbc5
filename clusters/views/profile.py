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
from ..profile_words import label_of, rows_of
from ..services.logos import drop_logo
from ..services.revisions import (
    NewerDraft,
    NewerProfile,
    discard_revision,
    draft_of,
    logo_of,
    open_revision,
    profile_seen,
    recall_revision,
    save_revision,
    submit_revision,
)
from .own import own_cluster
from .profile_form import ProfileForm

State = ProfileRevision.State
PREVIEW = "preview"
PROFILE = "clusters:profile"


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
    version = form.cleaned_data["version"]
    try:
        saved = save_revision(
            cluster,
            values=form.values,
            logo=logo,
            version=version,
            seen=form.cleaned_data["seen"],
            actor=request.user,
            day=day,
        )
    except ActRefused as refused:
        drop_logo(logo)
        return _not_saved(request, cluster, revision, form, refused)
    kept_input.forget(request, request.path)
    if saved is None or saved.version == version:
        messages.info(request, _("Es hat sich nichts geändert."))
    elif request.POST.get("next") != PREVIEW:
        messages.success(request, _("Ihr Entwurf ist gespeichert. Öffentlich ist davon noch nichts."))
    return redirect("public:profile-preview" if request.POST.get("next") == PREVIEW else PROFILE, cluster.slug)


def _not_saved(request, cluster, revision, form, refused):
    """The form again, with everything that was typed. Pressed once more it replaces what somebody else saved."""
    form.ask_for_logo_again()
    if not isinstance(refused, NewerDraft):
        form.add_error(None, refused.message)
        return _page(request, cluster, revision, form)
    cluster.refresh_from_db()
    standing = draft_of(cluster, refused.revision)
    form.show_against(refused.revision.version if refused.revision else 0, profile_seen(cluster))
    context = {
        "refused": refused.message,
        "newer": refused.revision,
        "is_newer_profile": isinstance(refused, NewerProfile),
        "differs": [label_of(name) for name, value in form.values.items() if value != standing[name]],
    }
    return _page(request, cluster, refused.revision, form, **context)


@own_cluster
@require_POST
def submit(request, cluster, day):
    """POST /my/<slug>/profile/submit/"""
    try:
        submit_revision(cluster, version=_version(request), actor=request.user, day=day)
    except NewerDraft as refused:
        messages.warning(
            request, _("%(message)s Bitte sehen Sie es sich noch einmal an.") % {"message": refused.message}
        )
        return redirect("public:profile-preview", cluster.slug)
    except ActRefused as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(request, _("Ihr Profil ist eingereicht. Das Programmbüro prüft es; Sie erhalten eine E-Mail."))
    return redirect(PROFILE, cluster.slug)


def _version(request):
    """The version of the draft that the person saw."""
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 10 else -1


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
    return redirect(PROFILE, cluster.slug)


@own_cluster
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request, cluster, day):
    """GET, POST /my/<slug>/profile/discard/"""
    revision = open_revision(cluster)
    if revision is None or revision.state == State.SUBMITTED:
        messages.warning(request, _("Es gibt keinen Entwurf, den Sie verwerfen könnten."))
        return redirect(PROFILE, cluster.slug)
    if request.method == "POST":
        try:
            discard_revision(cluster, version=_version(request), actor=request.user, day=day)
        except NewerDraft as refused:
            messages.warning(
                request, _("%(message)s Bitte sehen Sie es sich noch einmal an.") % {"message": refused.message}
            )
            return redirect("clusters:profile-discard", cluster.slug)
        except ActRefused as refused:
            messages.warning(request, refused.message)
        else:
            messages.success(request, _("Der Entwurf ist verworfen. Es bleibt bei dem, was schon gilt."))
        return redirect(PROFILE, cluster.slug)
    return render(request, "clusters/profile_discard.html", _frame(cluster) | _waiting(revision))


@own_cluster
@require_safe
def logo(request, cluster, day):
    """GET /my/<slug>/profile/logo/: the logo as the draft has it, for everyone who speaks for the cluster.

    ?present=1: the one of the profile as it stands.
    """
    picture = cluster.logo if request.GET.get("present") else logo_of(cluster, open_revision(cluster))
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
    return ProfileForm(
        data,
        files,
        values=draft_of(cluster, revision),
        version=revision.version if revision else 0,
        seen=profile_seen(cluster),
        logo=logo_of(cluster, revision),
    )


def _page(request, cluster, revision, form, *, kept=None, **more):
    context = _frame(cluster) | {
        "form": form,
        "revision": revision,
        "logo": logo_of(cluster, revision),
        "kept": kept,
        "kept_token": kept.token if kept else request.POST.get(kept_input.PARAMETER, ""),
        "conflicts": [row for row in rows_of(revision) if row["is_conflict"]] if revision else [],
        "is_returned": revision is not None and revision.state == State.RETURNED,
        **more,
    }
    return render(request, "clusters/profile.html", context)


def _waiting(revision):
    return {"revision": revision, "rows": rows_of(revision)}


def _frame(cluster):
    return {"cluster": cluster, "trail": [{"label": _("Mein Bereich"), "url": reverse("public:my")}]}
