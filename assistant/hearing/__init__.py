"""Turns the sound of a microphone into wake events and utterances. All of it runs in the ears process, which never
loads a model of language or pictures."""
