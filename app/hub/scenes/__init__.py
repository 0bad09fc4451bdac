"""Scenes and tours on the hub: shared by all seats under unique names, with nothing secret in them."""
