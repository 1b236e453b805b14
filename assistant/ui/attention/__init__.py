"""Good manners on the screen: what is painted while the screen is busy waits, and is told of once it is free."""
