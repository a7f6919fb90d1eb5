"""Stack Exchange: questions, answers and comments on Stack Overflow and its sister sites."""
