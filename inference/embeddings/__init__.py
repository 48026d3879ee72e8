"""What a model has seen of views, kept for the next phrase."""
