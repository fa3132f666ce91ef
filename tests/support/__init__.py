"""What tests lean on: a database server, a browser, a cast of people."""
