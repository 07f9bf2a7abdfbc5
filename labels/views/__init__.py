"""Pages of the ministry on duties and labels, and of a cluster's own labels."""
