"""What the window of the models says."""
