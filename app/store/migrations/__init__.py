"""Brings a database to the tables of this program; nothing else ever changes them."""
