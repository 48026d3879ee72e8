"""What stands between the dock and the rest: each takes one part of the dock, and none knows another."""
