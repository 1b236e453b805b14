"""`jarvis welcome`: three calm steps for somebody who has just installed Jarvis; it changes nothing unasked."""
