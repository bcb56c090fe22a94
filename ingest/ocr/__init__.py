"""Recognise text in pictures (OCR), in processes of its own."""
