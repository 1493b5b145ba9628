"""What an operator asks of the service from the command line: an invitation, a list, a digest, a look-over."""
