"""The result of a consultation: which rows it has, the snapshot of it, and its documents."""
