"""What can carry a conference's media behind `app/services/conference_engine.py`."""
