"""Shows all pictures in a grid, one of them large with how it was made, and offers what can be done with it."""
