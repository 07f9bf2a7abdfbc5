"""Pages: German without a prefix, the same under /en/."""

from django.urls import path

from .views import articles, contributions, newsletter, pages

app_name = "events"

urlpatterns = [
    path("events/", pages.event_list, name="event-list"),
    path("events/<slug:slug>/", pages.event, name="event"),
    path("news/", articles.news_list, name="news-list"),
    path("news/archive/<int:year>/", articles.news_archive, name="news-archive"),
    path("news/archive/<int:year>/<int:quarter>/", articles.news_archive, name="news-quarter"),
    path("news/<slug:slug>/", articles.news, name="news"),
    path("stories/", articles.story_list, name="story-list"),
    path("stories/<slug:slug>/", articles.story, name="story"),
    path("publications/", articles.publication_list, name="publication-list"),
    path("publications/<slug:slug>/file/", articles.publication_file, name="publication-file"),
    path("my/<slug:slug>/contributions/", contributions.contributions, name="contributions"),
    path("my/<slug:slug>/contributions/new/<slug:kind>/", contributions.new, name="contribution-new"),
    path("my/<slug:slug>/contributions/<slug:kind>/<slug:key>/", contributions.edit, name="contribution"),
    path(
        "my/<slug:slug>/contributions/<slug:kind>/<slug:key>/preview/",
        contributions.preview,
        name="contribution-preview",
    ),
    path(
        "my/<slug:slug>/contributions/<slug:kind>/<slug:key>/submit/", contributions.submit, name="contribution-submit"
    ),
    path(
        "my/<slug:slug>/contributions/<slug:kind>/<slug:key>/withdraw/",
        contributions.withdraw,
        name="contribution-withdraw",
    ),
    path(
        "my/<slug:slug>/contributions/<slug:kind>/<slug:key>/delete/", contributions.delete, name="contribution-delete"
    ),
    path("newsletter/", newsletter.subscribe, name="newsletter"),
    path("newsletter/sent/", newsletter.sent, name="newsletter-sent"),
    path("newsletter/confirm/<slug:token>/", newsletter.confirm, name="newsletter-confirm"),
    path("newsletter/unsubscribe/<slug:token>/", newsletter.unsubscribe, name="newsletter-unsubscribe"),
]
