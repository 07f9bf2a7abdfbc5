"""What people fill in: the newsletter, the registration for an event, and what the office enters about both."""
