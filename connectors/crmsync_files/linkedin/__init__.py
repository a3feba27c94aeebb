"""LinkedIn's export of one's own data: whom one is connected with, and who wrote to whom."""
