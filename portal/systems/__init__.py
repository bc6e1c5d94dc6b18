"""What companies' own systems may do: tokens for the API, and webhooks.

Only a company's administrator gives a system access. A token is shown once and kept as a hash;
it opens the API and no page, and a session opens pages and never the API. What the portal says
by itself goes only to addresses on the open internet, signed, and names no person.
"""
