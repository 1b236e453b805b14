"""Trains wake words from synthetic voices: for any word, on this machine, from nothing that anyone recorded."""
