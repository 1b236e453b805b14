"""Trains the networks and writes them as ONNX."""
