"""What the daemon does with the loudspeaker: chimes, and other programs' volume while a person speaks."""
