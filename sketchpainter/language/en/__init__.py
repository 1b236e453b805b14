"""Reads English prompts as scenes.

`SceneReader` (reader.py) goes through the words, `Lexicon`, `Vocabulary` and `PlacePhrases` look them up, and a
`Reading` (reading_state.py) collects what they mean. All of it is pure: words in, a `Scene` out.
"""
