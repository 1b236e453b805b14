"""The embedded offline painter: composes a scene from the words and paints it. No torch, no network."""
