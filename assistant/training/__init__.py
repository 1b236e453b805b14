"""Trains a wake word model for any word from synthetic voices, on this machine. No recording of a person is needed.

Runs in `jarvis wake train` and in the processes that it starts; nothing of the daemon imports it. Needs the extra
`wake-training` (torch, onnx, scipy, voices).
"""
