"""Sealing, signing and checking documents."""
