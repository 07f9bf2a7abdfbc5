"""Zahlen und Fakten: every figure of a key date, how it changed, where it comes from, and what was published.

counting and activities count rows into one flat table of numbers by code; lines gives the codes their words; comparing
and causes set two tables side by side; charts draws; pages and downloads show. The API tells the same (api/facts.py).
"""
