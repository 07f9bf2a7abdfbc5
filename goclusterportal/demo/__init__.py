"""A portal to try out: real organisations as directory entries with source, invented cases on invented ones only.

Everything goes through the same services as in real life, and may be run again: what is there stays as it is.
"""
