"""The gallery window: all pictures in a grid, one of them large with how it was made, and what can be done with it."""
