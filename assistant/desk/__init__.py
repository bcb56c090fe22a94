"""What front ends with an event loop hold: an assistant that is opened late, asked without waiting, and read from."""
