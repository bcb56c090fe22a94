"""What fills the screen: chat, library, settings, first steps."""
