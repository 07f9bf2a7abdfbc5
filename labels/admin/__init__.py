"""The office's pages for labels, benchmarkings, prices and silver duties."""

from . import awards, benchmarkings, duties, submissions, successions

__all__ = ["awards", "benchmarkings", "duties", "submissions", "successions"]
