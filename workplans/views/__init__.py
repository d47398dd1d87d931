"""Pages of the work plan."""
