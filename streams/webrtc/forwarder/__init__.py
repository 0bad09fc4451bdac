"""An SFU in one process: RTP packets go from one publisher to many subscribers, and nothing is decoded."""
