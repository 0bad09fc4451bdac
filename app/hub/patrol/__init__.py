"""Looks at every camera before it is needed."""
