"""Draws figures: glyphs, drawn bodies with clothes and props, and riders on what carries them."""
