"""Views: read the request, ask the rules, call an action, answer."""
