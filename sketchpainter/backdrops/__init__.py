"""Paints places: sky, ground, plants, buildings, rooms, and the weather over them."""
