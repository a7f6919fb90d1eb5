"""What is behind a link in a customer's message: asked by a person, looked at by a worker, kept for a day."""
