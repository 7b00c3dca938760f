"""Chat models: one request in, one reply out."""
