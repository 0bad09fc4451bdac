"""The district's cameras on the hub: importing, whose they are, and who may open them."""
