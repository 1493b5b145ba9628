"""Speed and memory, measured side by side with what others do: `make bench`. Nothing here runs in the service."""
