"""Trains heads and verifiers and writes them as ONNX."""
