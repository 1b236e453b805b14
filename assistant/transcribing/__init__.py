"""Turns an utterance into its words. All of this folder but its `job` is imported only in the transcriber process."""
