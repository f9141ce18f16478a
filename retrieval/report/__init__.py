"""What a build did, as one web page that needs nothing beside it."""
