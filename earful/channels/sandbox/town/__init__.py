"""A pretend social network: a small server with invented brands, invented customers and a life of its own."""
