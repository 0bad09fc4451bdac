"""Plans before they are needed: what would happen now, and what is wrong with them."""
