"""Pages: German without a prefix, the same under /en/."""

from django.urls import path

from .views import articles, contributions, editions, events, newsletter, registrations

app_name = "events"

urlpatterns = [
    path("events/", events.event_list, name="event-list"),
    path("events/archive/", events.archive, name="event-archive"),
    # Before the events: "weeks" is no event's address.
    path("events/weeks/", editions.edition_list, name="edition-list"),
    path("events/weeks/<slug:slug>/submit/", editions.submit, name="edition-submit"),
    path("events/weeks/<slug:slug>/submit/sent/", editions.sent, name="edition-sent"),
    path("events/submissions/<str:token>/", editions.submission, name="edition-submission"),
    path("events/submissions/<str:token>/confirm/", editions.confirm, name="edition-submission-confirm"),
    path("events/submissions/<str:token>/withdraw/", editions.withdraw, name="edition-submission-withdraw"),
    path("events/registrations/<str:token>/", registrations.registration, name="registration"),
    path("events/registrations/<str:token>/change/", registrations.change, name="registration-change"),
    path("events/registrations/<str:token>/cancel/", registrations.cancel, name="registration-cancel"),
    path("events/registrations/<str:token>/entry.ics", registrations.calendar, name="registration-calendar"),
    path("events/<slug:slug>/", events.event, name="event"),
    path("events/<slug:slug>/register/", registrations.register, name="register"),
    path("events/<slug:slug>/register/sent/", registrations.sent, name="register-sent"),
    path("news/", articles.news_list, name="news-list"),
    path("news/archive/<int:year>/", articles.news_archive, name="news-archive"),
    path("news/archive/<int:year>/<int:quarter>/", articles.news_archive, name="news-quarter"),
    path("news/<slug:slug>/", articles.news, name="news"),
    path("stories/", articles.story_list, name="story-list"),
    path("stories/<slug:slug>/", articles.story, name="story"),
    path("publications/", articles.publication_list, name="publication-list"),
    path("publications/<slug:slug>/", articles.publication, name="publication"),
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
    path("newsletter/archive/", newsletter.archive, name="newsletter-archive"),
    path("newsletter/<int:number>/", newsletter.issue, name="newsletter-issue"),
    path("newsletter/preferences/<slug:token>/", newsletter.preferences, name="newsletter-preferences"),
    path("newsletter/unsubscribe/<slug:token>/", newsletter.unsubscribe, name="newsletter-unsubscribe"),
]
