"""News, stories and publications as feeds: Atom, and RSS for readers that know nothing else."""

import re
from datetime import datetime, time

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import get_language, gettext

from programme.characters import without_control_characters
from programme.templatetags.portal import render_markdown, translate

from .models import News, Publication, Story
from .structured import address_of

ENTRIES = 30
# Of a picture or a link that our own Markdown has drawn; a reader knows no page to which "/news/" would belong.
ADDRESS = re.compile(r'(<(?:a|img)\b[^>]*?\s(?:src|href))="/(?!/)')


class NewsFeed(Feed):
    """The latest released news, stories and publications. All addresses are absolute and start with SITE_URL."""

    feed_type = Atom1Feed
    address = "events-plain:news-feed"

    def title(self):
        return gettext("Aktuelles aus den Innovationsclustern")

    def subtitle(self):
        return gettext("Meldungen, ClusterERFOLGE, Reportagen und Publikationen des Programms")

    def link(self):
        return settings.SITE_URL + reverse("events:news-list")

    def feed_url(self):
        return f"{settings.SITE_URL}{reverse(self.address)}?lang={get_language()}"

    def feed_guid(self):
        return self.feed_url()

    def items(self):
        day = timezone.localdate()
        rows = [row for model in (News, Story, Publication) for row in model.objects.released_on(day)[:ENTRIES]]
        return sorted(rows, key=lambda row: (-row.released_on.toordinal(), row.slug))[:ENTRIES]

    def item_title(self, item):
        # Again, for what is in the database already or came past save(): one row must not end the feed for everybody.
        return without_control_characters(translate(item, "title")[0])

    def item_description(self, item):
        html = render_markdown(without_control_characters(translate(item, "teaser")[0] or translate(item, "body")[0]))
        return ADDRESS.sub(rf'\1="{settings.SITE_URL}/', html)

    def item_link(self, item):
        return address_of(item)

    def item_pubdate(self, item):
        return timezone.make_aware(datetime.combine(item.released_on, time()))

    def item_updateddate(self, item):
        return max(item.updated_at, self.item_pubdate(item))


class NewsRss(NewsFeed):
    """The same as RSS 2.0."""

    feed_type = Rss201rev2Feed
    address = "events-plain:news-rss"

    def description(self):
        return self.subtitle()
