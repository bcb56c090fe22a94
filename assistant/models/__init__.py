"""Run models: two small interfaces, and the engines behind them."""
