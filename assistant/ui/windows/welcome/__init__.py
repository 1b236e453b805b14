"""Leads through three steps after the installation (`jarvis welcome`) and changes nothing unasked."""
