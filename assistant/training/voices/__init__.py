"""Speaks training sentences with synthetic voices. No voice uses the microphone, the loudspeaker or the network."""
