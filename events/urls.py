"""Pages: German without a prefix, the same under /en/."""

from django.urls import path

from .views import newsletter, pages

app_name = "events"

urlpatterns = [
    path("events/", pages.event_list, name="event-list"),
    path("events/<slug:slug>/", pages.event, name="event"),
    path("news/", pages.news_list, name="news-list"),
    path("news/<slug:slug>/", pages.news, name="news"),
    path("stories/", pages.story_list, name="story-list"),
    path("stories/<slug:slug>/", pages.story, name="story"),
    path("publications/", pages.publication_list, name="publication-list"),
    path("publications/<slug:slug>/file/", pages.publication_file, name="publication-file"),
    path("newsletter/", newsletter.subscribe, name="newsletter"),
    path("newsletter/sent/", newsletter.sent, name="newsletter-sent"),
    path("newsletter/confirm/<slug:token>/", newsletter.confirm, name="newsletter-confirm"),
    path("newsletter/archive/", newsletter.archive, name="newsletter-archive"),
    path("newsletter/<int:number>/", newsletter.issue, name="newsletter-issue"),
    path("newsletter/preferences/<slug:token>/", newsletter.preferences, name="newsletter-preferences"),
    path("newsletter/unsubscribe/<slug:token>/", newsletter.unsubscribe, name="newsletter-unsubscribe"),
]
