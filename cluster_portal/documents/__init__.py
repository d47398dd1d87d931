"""Official documents: one structure, its renderings, and the Russian they are written in."""
