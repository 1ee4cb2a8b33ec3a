"""The documents of a result: how long they take, how much memory, how large they are."""
