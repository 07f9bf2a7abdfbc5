"""The news as an Atom feed."""

from datetime import datetime, time

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext

from programme.templatetags.portal import render_markdown, translate

from .models import News

ENTRIES = 30


class NewsFeed(Feed):
    """The latest released news. All addresses are absolute and start with SITE_URL."""

    feed_type = Atom1Feed

    def title(self):
        return gettext("Aktuelles aus den Innovationsclustern")

    def subtitle(self):
        return gettext("Meldungen des Programms")

    def link(self):
        return settings.SITE_URL + reverse("events:news-list")

    def feed_url(self):
        return f"{settings.SITE_URL}{reverse('events-plain:news-feed')}?lang={get_language()}"

    def feed_guid(self):
        return self.feed_url()

    def items(self):
        return News.objects.released_on(timezone.localdate())[:ENTRIES]

    def item_title(self, item):
        return translate(item, "title")[0]

    def item_description(self, item):
        return render_markdown(translate(item, "teaser")[0] or translate(item, "body")[0])

    def item_link(self, item):
        return settings.SITE_URL + reverse("events:news", args=[item.slug])

    def item_pubdate(self, item):
        return timezone.make_aware(datetime.combine(item.released_on, time()))

    def item_updateddate(self, item):
        return max(item.updated_at, self.item_pubdate(item))
