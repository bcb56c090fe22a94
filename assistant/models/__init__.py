"""Models: two small ports, and the engines that stand behind them."""
