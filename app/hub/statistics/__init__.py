"""Figures of the promises: samples from the store, computed beside the loop, answered as numbers or as a table."""
