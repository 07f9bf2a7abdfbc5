"""/my/<slug>/contributions/: what a member's people write for the portal, and how far each piece is."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clusters.views.own import own_cluster
from records import kept_input
from records.errors import ActRefused
from records.pictures import discard_picture

from ..articles_page import article_context
from ..contributing import BADGES, WRITABLE, Stage
from ..contribution_forms import FORMS
from ..listing import event_context, with_public_clusters
from ..models import Event
from ..services import contributions as services


def _same_page(request, **kwargs):
    return request.path


@own_cluster
@require_safe
def contributions(request, cluster, day):
    """GET /my/<slug>/contributions/"""
    rows = [_row(content, cluster, day) for content in services.contributions_of(cluster)]
    context = {
        "cluster": cluster,
        "rows": rows,
        "may_contribute": services.may_contribute(cluster, day),
        "trail": _trail(),
    }
    return render(request, "events/contributions.html", context)


@kept_input.keeps_input(_same_page)
@own_cluster
@require_http_methods(["GET", "HEAD", "POST"])
def new(request, cluster, day, kind):
    """GET, POST /my/<slug>/contributions/new/<kind>/"""
    if kind not in FORMS:
        raise Http404
    if not services.may_contribute(cluster, day):
        messages.error(request, _("Beiträge können nur Mitglieder des Programms einreichen."))
        return redirect("events:contributions", cluster.slug)
    return _written(request, cluster, day, kind, None)


@kept_input.keeps_input(_same_page)
@own_cluster
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, cluster, day, kind, key):
    """GET, POST /my/<slug>/contributions/<kind>/<key>/; what is the office's by now is only shown.

    Sent all the same, the service refuses, and what was typed is still there.
    """
    content = _found(cluster, kind, key)
    if request.method != "POST" and services.stage_of(content, day) not in WRITABLE:
        return redirect("events:contribution-preview", cluster.slug, kind, key)
    return _written(request, cluster, day, kind, content)


@own_cluster
@require_safe
def preview(request, cluster, day, kind, key):
    """GET /my/<slug>/contributions/<kind>/<key>/preview/: as the public will see it."""
    content = _found(cluster, kind, key)
    (row,) = with_public_clusters(type(content).objects.filter(pk=content.pk), day)
    content.public_clusters = row.public_clusters
    stage = services.stage_of(content, day)
    context = {
        "is_preview": True,
        "cluster": cluster,
        "content": content,
        "kind": kind,
        "stage": stage,
        "badge_kind": BADGES.get(stage, ""),
        "public_url": reverse(f"events:{kind}", args=[content.slug]),
        "may_write": stage in WRITABLE,
        "may_withdraw": stage == Stage.SUBMITTED and content.first_released_on is None,
        "was_taken_back": stage == Stage.SUBMITTED and content.first_released_on is not None,
        "trail": [*_trail(), {"label": _("Beiträge"), "url": reverse("events:contributions", args=[cluster.slug])}],
    }
    if isinstance(content, Event):
        return render(request, "events/contribution_event.html", {**context, **event_context(content, day)})
    return render(request, "events/contribution_article.html", {**context, **article_context(content, day)})


@own_cluster
@require_POST
def submit(request, cluster, day, kind, key):
    """POST /my/<slug>/contributions/<kind>/<key>/submit/"""
    done = _("Ihr Beitrag ist beim Programmbüro. Sobald es ihn geprüft hat, bekommen Sie eine E-Mail.")
    return _acted(request, cluster, day, kind, key, services.submit, done)


@own_cluster
@require_POST
def withdraw(request, cluster, day, kind, key):
    """POST /my/<slug>/contributions/<kind>/<key>/withdraw/"""
    done = _("Ihr Beitrag ist wieder ein Entwurf.")
    return _acted(request, cluster, day, kind, key, services.withdraw, done)


@own_cluster
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request, cluster, day, kind, key):
    """GET asks, POST deletes: /my/<slug>/contributions/<kind>/<key>/delete/"""
    if request.method == "POST":
        return _acted(request, cluster, day, kind, key, services.delete_draft, _("Der Entwurf ist gelöscht."))
    content = _found(cluster, kind, key)
    if services.stage_of(content, day) != Stage.DRAFT:
        return redirect("events:contribution-preview", cluster.slug, kind, key)
    crumb = {"label": _("Beiträge"), "url": reverse("events:contributions", args=[cluster.slug])}
    context = {"cluster": cluster, "content": content, "kind": kind, "trail": [*_trail(), crumb]}
    return render(request, "events/contribution_delete.html", context)


def _written(request, cluster, day, kind, content):
    """The form; saved, it leads to the preview."""
    kept, present = None, services.version_of(content) if content else ""
    if request.method == "POST":
        form, version = FORMS[kind](request.POST, request.FILES, instance=content), request.POST.get("version", "")
        if form.is_valid():
            if saved := _saved(request, cluster, day, form, version):
                kept_input.forget(request, request.path)
                messages.success(request, _("Ihr Entwurf ist gespeichert."))
                name = "events:contribution" if "save" in request.POST else "events:contribution-preview"
                return redirect(name, cluster.slug, kind, saved.slug)
            # Whoever was told of the other's text may now save over it.
            version = present
    else:
        kept = kept_input.kept_for(request)
        form = FORMS[kind](kept_input.data_of(kept) if kept else None, instance=content)
        version = form.data.get("version", present)
    context = {
        "cluster": cluster,
        "form": form,
        "kind": kind,
        "content": content,
        "version": version,
        "noun": FORMS[kind]._meta.model._meta.verbose_name,
        "kept": kept,
        "kept_token": kept.token if kept else request.POST.get(kept_input.PARAMETER, ""),
        "is_returned": content is not None and content.returned_at is not None,
        "trail": [*_trail(), {"label": _("Beiträge"), "url": reverse("events:contributions", args=[cluster.slug])}],
    }
    return render(request, "events/contribution_form.html", context)


def _saved(request, cluster, day, form, seen):
    content = form.save(commit=False)
    picture = form.stored_picture(request.user)
    try:
        form.put(picture)
        return services.save_draft(content, cluster=cluster, actor=request.user, day=day, seen=seen)
    except ActRefused as refused:
        if picture:
            discard_picture(picture)
        form.add_error(None, refused.message)
        return None


def _acted(request, cluster, day, kind, key, service, done):
    content = _found(cluster, kind, key)
    try:
        service(content, cluster=cluster, actor=request.user, day=day)
    except ActRefused as refused:
        messages.error(request, refused.message)
        return redirect("events:contribution-preview", cluster.slug, kind, key)
    messages.success(request, done)
    return redirect("events:contributions", cluster.slug)


def _found(cluster, kind, key):
    content = services.contribution_of(cluster, kind, key)
    if content is None:
        raise Http404
    return content


def _row(content, cluster, day):
    kind, stage = content._meta.model_name, services.stage_of(content, day)
    name = "events:contribution" if stage in WRITABLE else "events:contribution-preview"
    row = {
        "title": content.title_de,
        "url": reverse(name, args=[cluster.slug, kind, content.slug]),
        "preline": content._meta.verbose_name,
        "badge": stage.label,
        "badge_kind": BADGES.get(stage, ""),
        "note": content.answer if stage in {Stage.RETURNED, Stage.DECLINED} else "",
    }
    if stage in {Stage.RELEASED, Stage.PLANNED}:
        row |= {"day": content.released_on, "day_label": _("erscheint") if stage == Stage.PLANNED else _("erschienen")}
    elif stage == Stage.SUBMITTED:
        row |= {"day": content.submitted_at, "day_label": _("eingereicht")}
    if stage == Stage.RELEASED:
        row["act"] = {"label": _("Ansehen"), "url": reverse(f"events:{kind}", args=[content.slug])}
    return row


def _trail():
    return [{"label": _("Mein Bereich"), "url": reverse("public:my")}]
