"""Prevent: what could not be seen if something happened now."""
