"""The pages of an expert: one link, one conversation, one answer. They know nothing of the rest of the desk."""
