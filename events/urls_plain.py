"""For machines: one address for all languages, texts follow ?lang=de|en."""

from django.urls import path

from .views import machines

app_name = "events-plain"

urlpatterns = [
    path("events/calendar.ics", machines.calendar, name="calendar"),
    path("events/<slug:slug>.ics", machines.event_calendar, name="event-calendar"),
    path("news/feed/", machines.news_feed, name="news-feed"),
    path("news/feed/rss/", machines.news_rss, name="news-rss"),
]
