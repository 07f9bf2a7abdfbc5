"""The matrix on articles and contributions: pages that only show in a state of their own."""


def contribution_pages(world, empty_form):
    """(who, address, what is done there)."""
    own = f"/my/{world.cluster.slug}/contributions"
    admin = "/admin/events"
    return [
        ("manager", f"{own}/new/news/", empty_form),
        ("manager", f"{own}/new/event/", None),
        ("manager", f"{own}/news/{world.submitted_news.slug}/preview/", None),
        ("manager", f"{own}/event/{world.returned_event.slug}/", None),
        ("manager", f"{own}/event/{world.returned_event.slug}/preview/", None),
        ("visitor", f"/news/{world.illustrated.slug}/", None),
        ("visitor", "/news/?field=energy", None),
        ("visitor", "/stories/?kind=report&year=1999", None),
        ("office", f"{admin}/news/{world.submitted_news.pk}/change/", None),
        ("office", f"{admin}/news/{world.submitted_news.pk}/act/return/", empty_form),
        ("office", f"{admin}/event/{world.returned_event.pk}/change/", None),
        ("office", f"{admin}/story/add/", empty_form),
    ]
