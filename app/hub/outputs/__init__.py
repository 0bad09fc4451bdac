"""Wall outputs on the hub: who serves them, what they show now, and what is pushed to them."""
