"""Pages of sealed documents."""
