"""What a seat or another system can ask of the hub: the bodies of its requests, checked before anything else is."""
