"""Recognises speech with Whisper. The only home of faster_whisper and CTranslate2."""
