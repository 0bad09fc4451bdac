"""Plans: what is prepared for incidents, whether it would work, and what would happen now."""
