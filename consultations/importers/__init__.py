"""Files of submissions: read what a city office has, say which row is wrong, add each row once."""
