"""Words for people, of what the engine says in English."""
