"""Pages of the agreement."""
