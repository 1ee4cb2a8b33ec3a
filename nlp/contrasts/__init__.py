"""What people of one ward, age or channel say more or less often than the others, and how surely."""
