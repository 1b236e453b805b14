"""From an utterance to its words. Runs in the transcriber process."""
