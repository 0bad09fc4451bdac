"""What is done to incidents: each a function that runs inside a change of the store."""
