"""crmsync: when did I last really talk to that person, and whom should I talk to next?"""
