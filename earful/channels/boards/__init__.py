"""What forums have in common that know posts and answers below them, and no "newer than": read, answered and changed alike."""
