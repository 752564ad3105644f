"""The built-in little news web, served on loopback."""
