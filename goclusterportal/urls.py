"""All addresses: pages in German without a prefix and in English under /en/, the rest without a prefix only."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from goclusterportal import health
from goclusterportal.calendars.feed import feed
from goclusterportal.public.accessibility import as_json
from goclusterportal.public.editions import edition_calendar
from goclusterportal.public.sitemap import robots, sitemap
from records.preview import markdown_preview
from records.views import picture

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("accessibility.json", as_json, name="accessibility-json"),
    path("", include("events.urls_plain")),
    path("calendar/<slug:token>.ics", feed, name="calendar-feed"),
    path("events/weeks/<slug:slug>.ics", edition_calendar, name="edition-calendar"),
    path("pictures/<slug:token>.webp", picture, name="picture"),
    path("api/v1/", include("goclusterportal.api.urls")),
]

urlpatterns += i18n_patterns(
    path("accounts/", include("allauth.urls")),
    path("", include("notifications.urls")),
    path("admin/", admin.site.urls),
    path("text/preview/", markdown_preview, name="markdown-preview"),
    # Before the pages of an own cluster: /my/calendar/ is no cluster's.
    path("my/calendar/", include("goclusterportal.urls_calendar")),
    # Before the applications: /decide/duties/ is no number of one.
    path("", include("labels.urls")),
    path("", include("clusters.urls")),
    path("", include("admissions.urls")),
    path("", include("events.urls")),
    path("", include("goclusterportal.urls_public")),
    prefix_default_language=False,
)

handler400 = "goclusterportal.errors.malformed"
handler403 = "goclusterportal.errors.refused"
handler404 = "goclusterportal.errors.not_found"
handler500 = "goclusterportal.errors.failed"
