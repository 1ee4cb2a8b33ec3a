"""Groups of people who vote alike, and what unites and divides them."""
