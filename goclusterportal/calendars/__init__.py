"""Private calendars (.ics): what a person may subscribe to, what stands in it, the page about it (decision 0036)."""
