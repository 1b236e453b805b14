"""Keeps the ears process listening and turns what it hears into requests, on the daemon's loop.

`service` is what the rest of the daemon calls and asks. What counts as listening is decided here, from audio frames
that were scored and stored calls that were recognised: no timer and no ping counts.
"""
