"""What changes data in this app beyond plain editing."""
