"""How the site behaves with a city's worth of rows, on SQLite and on PostgreSQL."""
