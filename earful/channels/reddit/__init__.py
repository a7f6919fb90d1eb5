"""Reddit: posts, comments and messages, as one user of the brand's."""
