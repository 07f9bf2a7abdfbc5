"""What visitors see across the apps: home, directory, profile, map, facts, self-check, plain pages."""
