"""From a command to pictures, and the gallery that keeps them."""
