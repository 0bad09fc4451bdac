"""The desktop in a conference: what it hears, sees and sends, on the media loop and without Qt."""
