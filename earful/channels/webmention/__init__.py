"""Webmention: pages elsewhere that answer or name pages of ours, and answers of ours that they are told of."""
