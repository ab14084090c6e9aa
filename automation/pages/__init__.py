"""What a person sees in the browser, a class a page."""
