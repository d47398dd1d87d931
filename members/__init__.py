"""The composition: the cluster, its organisations and people, offices and groups."""
