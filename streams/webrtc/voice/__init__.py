"""From microphone to what is sent, and from what was received to the loudspeaker: sound, without any device."""
