"""Leads one request from its utterance to its pictures. Runs in the daemon process."""
