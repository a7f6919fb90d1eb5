"""The same said in many places: texts passed on, pages that many speak of, and one person who asks twice."""
