"""Describes a scene: its things, its figures, and what it implies."""
