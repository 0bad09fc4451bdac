"""Drills: everybody and everything that happens in one, through the same doors as in earnest; nothing of the answer."""
