"""The asynchronous face of an assistant, with the processes and tasks behind it."""
