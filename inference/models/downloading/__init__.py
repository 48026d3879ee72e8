"""Gets files from the hub and other servers: resumable, verified, cancelable."""
