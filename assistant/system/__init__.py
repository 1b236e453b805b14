"""What the daemon asks of the system around it: service notification, installed models, self-examination."""
