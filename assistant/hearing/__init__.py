"""From the microphone to one utterance. Runs in the ears process; never touches models of language or pictures."""
