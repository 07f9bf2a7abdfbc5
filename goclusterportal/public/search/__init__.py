"""Search over everything public: clusters, events, news, stories, publications, newsletters, pages."""
