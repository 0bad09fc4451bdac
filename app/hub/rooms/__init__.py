"""Conferences: rooms, who is rung, who is in, and their media through the engine."""
