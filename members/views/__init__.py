"""Pages of the composition."""
