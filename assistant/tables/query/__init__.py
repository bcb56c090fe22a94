"""How a question is planned as a query over tables, and computed."""
