"""The only room that knows the event-sourcing library."""
