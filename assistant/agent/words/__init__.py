"""What words say: amounts, days, roles, states, the kind of a value."""
