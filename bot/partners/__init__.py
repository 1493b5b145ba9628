"""What is asked of partners and what is passed on to them, in the chat, by SMS and by letter, and what comes back."""
