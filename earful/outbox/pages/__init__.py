"""Private pages: where a customer and the team write to each other without an account, when the network has no way."""
