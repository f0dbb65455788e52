"""The demo company's landing, generated: see generate.py for the command."""
