"""What one run needs between the person's wish and its end."""
