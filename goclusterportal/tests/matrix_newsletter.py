"""The matrix on the newsletter: pages that only show in a state of their own, as (who, address, what is done)."""

from events.models import NewsletterSubscription


def newsletter_pages(world, empty_form):
    token = world.subscription.token
    confirmed = NewsletterSubscription.objects.filter(confirmed_at__isnull=False).first().token
    return [
        ("visitor", "/newsletter/", empty_form),
        ("visitor", f"/newsletter/preferences/{token}/", empty_form),
        ("visitor", f"/newsletter/preferences/{token}/?saved=1", None),
        ("visitor", f"/newsletter/confirm/{confirmed}/", None),
    ]


def newsletter_admin_pages(world, empty_form):
    draft = f"/admin/events/newsletterissue/{world.draft_issue.pk}"
    return [
        ("office", f"/admin/events/newsletterissue/{world.issue.pk}/change/", None),
        ("office", f"/admin/events/newsletterissue/{world.issue.pk}/act/pause/", None),
        ("office", f"/admin/events/newsletterissue/{world.issue.pk}/act/cancel/", None),
        ("office", f"{draft}/act/choose/", None),
        ("office", f"{draft}/act/release/", empty_form),
        ("office", f"{draft}/preview/?language=en&topics=stories", None),
        ("office", f"{draft}/preview/?language=fr", None),
    ]
