"""The pages of a customer: a private page, and "Solved?". No account, no script, and nothing of the rest of the desk."""
