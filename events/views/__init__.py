"""What visitors read: events, articles, publications, calendar files and the feed; and the newsletter's forms."""
