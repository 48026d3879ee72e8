"""Journal and executors of long runs."""
