"""Plans where a phrase has to be searched, and when enough has been searched."""
