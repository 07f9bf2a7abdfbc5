"""The preview of a Markdown text, for whoever is writing one."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from programme.markdown import render_markdown

LONGEST = 200_000


@never_cache
@login_required
@require_POST
def markdown_preview(request):
    """POST /text/preview/: the text of the field that `preview_field` names, as HTML. Nothing is kept."""
    name = request.POST.get("preview_field", "")
    text = request.POST.get(name, "")[:LONGEST]
    context = {
        "html": mark_safe(render_markdown(text, drafts=True)),
        "language": "en" if name.endswith("_en") else "de",
    }
    return render(request, "records/markdown_preview.html", context)
