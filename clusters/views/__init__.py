"""The pages of a cluster's own people."""
